//! The case: the board behind glass, with the cell under the pointer named, and in words for who does
//! not see it.

use leptos::prelude::*;

use super::in_grid::grid;
use super::playing::Stage;
use crate::art::grid as art;
use crate::env::minigrid::{GridState, Pos};
use crate::episode::Session;
use crate::ui::app::Playground;

/// What the board's drawing follows.
#[derive(Clone, PartialEq)]
struct Drawn {
    layers: art::Layers,
    agent: String,
    agent_at: Pos,
}

/// The case with the board.
#[component]
pub fn Case() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let prefs = expect_context::<Playground>().prefs;
    let options = Memo::new(move |_| art::Options {
        original_colors: prefs.original_colors.get(),
        letters: prefs.letters.get(),
        show_all: prefs.show_all.get(),
        id: 1,
    });
    let drawn = Memo::new(move |_| {
        let options = options.get();
        stage.session.with(|session| {
            let state = grid(session).state();
            Drawn {
                layers: art::board(state, &options),
                agent: art::agent(state.dir, state.carrying, &options),
                agent_at: state.agent,
            }
        })
    });
    let floor = Memo::new(move |_| drawn.with(|drawn| drawn.layers.floor.clone()));
    let objects = Memo::new(move |_| drawn.with(|drawn| drawn.layers.objects.clone()));
    let light = Memo::new(move |_| drawn.with(|drawn| drawn.layers.light.clone()));
    let agent = Memo::new(move |_| drawn.with(|drawn| drawn.agent.clone()));
    let place = move || {
        let Pos { x, y } = drawn.with(|drawn| drawn.agent_at);
        format!("translate({}px, {}px)", x * art::UNIT, y * art::UNIT)
    };
    let (columns, rows, view_box) = stage.session.with_untracked(|session| {
        let grid = &grid(session).state().grid;
        (grid.width(), grid.height(), art::view_box(grid))
    });

    let hovered = RwSignal::new(None::<Pos>);
    let point = move |event: web_sys::PointerEvent| {
        use wasm_bindgen::JsCast;
        let Some(board) = event.current_target() else { return };
        let bounds = board.unchecked_into::<web_sys::Element>().get_bounding_client_rect();
        let x = (f64::from(event.client_x()) - bounds.left()) / bounds.width() * f64::from(columns);
        let y = (f64::from(event.client_y()) - bounds.top()) / bounds.height() * f64::from(rows);
        let at = Pos::new((x as i32).clamp(0, columns - 1), (y as i32).clamp(0, rows - 1));
        if hovered.get_untracked() != Some(at) {
            hovered.set(Some(at));
        }
    };
    view! {
        <div class="case-room">
            <figure class="case" style=format!("--columns: {columns}; --rows: {rows}")>
                <div
                    class="board"
                    on:pointermove=point
                    on:pointerleave=move |_| hovered.set(None)
                >
                    <svg viewBox=view_box style="isolation: isolate" aria-hidden="true">
                        <g inner_html=move || floor.get()></g>
                        <g inner_html=move || objects.get()></g>
                        <g inner_html=move || light.get()></g>
                        <g class="dart-at" style:transform=place inner_html=move || agent.get()></g>
                    </svg>
                    <Hover hovered columns />
                </div>
                <Coordinates columns rows />
                <BoardInWords />
            </figure>
        </div>
    }
}

/// The frame around the cell under the pointer, and its name.
#[component]
fn Hover(hovered: RwSignal<Option<Pos>>, columns: i32) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let named = move || {
        let at = hovered.get()?;
        stage.session.with(|session| {
            let state = grid(session).state();
            let name = if at == state.agent {
                art::agent_in_words(state)
            } else {
                art::name(state.grid.get(at))
            };
            Some((at, name, is_seen(state, at)))
        })
    };
    move || {
        named().map(|(at, name, seen)| {
            let tile = |count: i32| format!("calc(var(--tile) * {count})");
            // In the right half the tag stands on the left of its cell.
            let side = if at.x * 2 >= columns {
                format!("right: calc(100% - {} + 4px)", tile(at.x))
            } else {
                format!("left: calc({} + 4px)", tile(at.x + 1))
            };
            let tag = format!("top: calc({} + var(--tile) / 2 - 16px); {side}", tile(at.y));
            view! {
                <div class="cell-frame" style:left=tile(at.x) style:top=tile(at.y)></div>
                <div class="cell-tag" style=tag aria-hidden="true">
                    {name}
                    <span class="where">{format!("{}, {}", at.x, at.y)}</span>
                    <em>{if seen { "seen" } else { "not seen" }}</em>
                </div>
            }
        })
    }
}

fn is_seen(state: &GridState, at: Pos) -> bool {
    state.view().seen_from(state.agent, state.dir).any(|seen| seen == at)
}

#[component]
fn Coordinates(columns: i32, rows: i32) -> impl IntoView {
    let numbers =
        |count: i32| (0..count).map(|number| view! { <span>{number}</span> }).collect_view();
    view! {
        <div class="coordinates across" aria-hidden="true">{numbers(columns)}</div>
        <div class="coordinates down" aria-hidden="true">{numbers(rows)}</div>
    }
}

/// The board as a table, for a screen reader.
#[component]
fn BoardInWords() -> impl IntoView {
    let stage = expect_context::<Stage>();
    // A fast episode would rewrite it for nobody.
    let table = Memo::new(move |before: Option<&Vec<Vec<String>>>| {
        if stage.cuts()
            && let Some(before) = before
        {
            return before.clone();
        }
        stage.session.with(|session| art::describe(grid(session).state()))
    });
    let caption =
        move || stage.session.with(|session| format!("The board at step {}", Session::at(session)));
    view! {
        <div class="hidden-text">
            <table>
                <caption>{caption}</caption>
                <tbody>
                    {move || {
                        table
                            .get()
                            .into_iter()
                            .map(|row| {
                                let cells = row.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
                                view! { <tr>{cells}</tr> }
                            })
                            .collect_view()
                    }}
                </tbody>
            </table>
        </div>
    }
}
