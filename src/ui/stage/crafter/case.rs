//! The case: the world around the player behind glass, or the whole world at a glance, with the cell
//! under the pointer named, and in words for who does not see it.

use leptos::prelude::*;

use super::game;
use crate::art::crafter::{self as art, Figure, Options, UNIT, Window, overview};
use crate::env::crafter::{Game, Pos};
use crate::episode::Session;
use crate::ui::app::Playground;
use crate::ui::stage::playing::Stage;

/// What of the world is shown.
#[derive(Clone, Copy)]
pub struct Look {
    /// The whole world instead of what the agent sees.
    pub whole: RwSignal<bool>,
    /// The semantic map's numbers on the cells.
    pub numbers: RwSignal<bool>,
}

impl Look {
    /// What the agent sees.
    pub fn new() -> Self {
        Self { whole: RwSignal::new(false), numbers: RwSignal::new(false) }
    }
}

/// A memo of something that the game at the cursor says.
fn follow<T: Clone + PartialEq + Send + Sync + 'static>(
    read: impl Fn(&Game) -> T + Send + Sync + 'static,
) -> Memo<T> {
    let stage = expect_context::<Stage>();
    Memo::new(move |_| stage.session.with(|session| read(game(session).game())))
}

/// The case with the world.
#[component]
pub fn Case() -> impl IntoView {
    let look = expect_context::<Look>();
    let shown = follow(Window::seen);
    let world = follow(|game| {
        let area = game.world().area();
        Window { left: 0, top: 0, width: area.width().into(), height: area.height().into() }
    });
    let window = Memo::new(move |_| if look.whole.get() { world.get() } else { shown.get() });
    // It does not change with a step: only its place does.
    let size = Memo::new(move |_| window.with(|window| (window.width, window.height)));
    let style = move || {
        let (columns, rows) = size.get();
        format!("--columns: {columns}; --rows: {rows}")
    };
    let hovered = RwSignal::new(None::<(i16, i16)>);
    let point = move |event: web_sys::PointerEvent| {
        use wasm_bindgen::JsCast;
        let Some(board) = event.current_target() else { return };
        let bounds = board.unchecked_into::<web_sys::Element>().get_bounding_client_rect();
        let (columns, rows) = size.get_untracked();
        let x = (f64::from(event.client_x()) - bounds.left()) / bounds.width() * f64::from(columns);
        let y = (f64::from(event.client_y()) - bounds.top()) / bounds.height() * f64::from(rows);
        let at = ((x as i16).clamp(0, columns - 1), (y as i16).clamp(0, rows - 1));
        if hovered.get_untracked() != Some(at) {
            hovered.set(Some(at));
        }
    };
    view! {
        <div class="case-room">
            <figure class="case crafter" class:whole=move || look.whole.get() style=style>
                <div class="board" on:pointermove=point on:pointerleave=move |_| hovered.set(None)>
                    {move || {
                        if look.whole.get() {
                            view! { <Whole /> }.into_any()
                        } else {
                            view! { <Near window=shown /> }.into_any()
                        }
                    }}
                    <Hover hovered window />
                </div>
                <InWords />
            </figure>
        </div>
    }
}

/// What the agent sees. The world moves beneath the player, who stays in the middle.
#[component]
fn Near(window: Memo<Window>) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let (prefs, look) = (expect_context::<Playground>().prefs, expect_context::<Look>());
    let options = move || Options { show_all: prefs.show_all.get(), numbers: false, id: 1 };
    let ground = follow(|game| art::ground(game, Window::seen(game).wider(1)));
    let figures = follow(|game| art::figures(game, Window::seen(game).wider(1)));
    let light = Memo::new(move |_| {
        let options = options();
        stage.session.with(|session| art::light(game(session).game(), &options))
    });
    let (target, player) = (follow(art::target), follow(art::player));
    let numbers = Memo::new(move |_| {
        let shown = look.numbers.get();
        let text = |game: &Game| art::numbers(game, Window::seen(game));
        if shown { stage.session.with(|session| text(game(session).game())) } else { String::new() }
    });
    // The step is part of it: the same flash at another step shows anew.
    let flash = Memo::new(move |_| {
        stage.session.with(|session| {
            let env = game(session);
            (session.at(), art::flash(env.game(), env.last()))
        })
    });
    let shift = move |left: i16, top: i16| {
        format!("translate({}px, {}px)", i32::from(left) * UNIT, i32::from(top) * UNIT)
    };
    let world = move || window.with(|window| shift(-window.left, -window.top));
    let middle = move || window.with(|window| shift(window.width / 2, window.height / 2));
    let figure = move |Figure { index, pos, .. }: Figure| {
        let found = move |figures: &Vec<Figure>| {
            figures.iter().find(|figure| figure.index == index).cloned()
        };
        let place = Memo::new(move |before: Option<&Pos>| {
            let last = before.copied().unwrap_or(pos);
            figures.with(|figures| found(figures).map_or(last, |figure| figure.pos))
        });
        let markup = move || figures.with(|figures| found(figures).map(|figure| figure.markup));
        let place = move || {
            let Pos { x, y } = place.get();
            shift(x, y)
        };
        view! { <g class="creature" style:transform=place inner_html=move || markup().unwrap_or_default()></g> }
    };
    view! {
        <svg
            viewBox=move || window.with(|window| window.view_box())
            style="isolation: isolate"
            aria-hidden="true"
        >
            <g class="world-at" style:transform=world>
                <g inner_html=move || ground.get()></g>
                <For each=move || figures.get() key=|figure| figure.index children=figure />
            </g>
            <g inner_html=move || target.get()></g>
            <g style:transform=middle inner_html=move || player.get()></g>
            <g inner_html=move || light.get()></g>
            <g class="world-at" style:transform=world inner_html=move || numbers.get()></g>
            {move || {
                let (_, markup) = flash.get();
                view! { <g inner_html=markup></g> }
            }}
        </svg>
    }
}

/// The whole world.
#[component]
fn Whole() -> impl IntoView {
    let view_box = follow(|game| overview::view_box(game.world().area()));
    let ground = follow(|game| overview::ground(game.world()));
    let figures = follow(overview::figures);
    view! {
        <svg viewBox=move || view_box.get() aria-hidden="true">
            <g inner_html=move || ground.get()></g>
            <g inner_html=move || figures.get()></g>
        </svg>
    }
}

/// The frame around the cell under the pointer, and its name.
#[component]
fn Hover(hovered: RwSignal<Option<(i16, i16)>>, window: Memo<Window>) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let named = move || {
        let (column, row) = hovered.get()?;
        let window = window.get();
        let at = Pos::new(window.left + column, window.top + row);
        let name = stage.session.with(|session| {
            let game = game(session).game();
            if at == game.pos() { art::player_in_words(game) } else { art::name(game.world(), at) }
        });
        Some((column, row, at, name))
    };
    move || {
        named().map(|(column, row, at, name)| {
            let tile = |count: i16| format!("calc(var(--tile) * {count})");
            // In the right half the tag stands on the left of its cell.
            let side = if column * 2 >= window.get_untracked().width {
                format!("right: calc(100% - {} + 4px)", tile(column))
            } else {
                format!("left: calc({} + 4px)", tile(column + 1))
            };
            let tag = format!(
                "top: clamp(4px, calc({} + var(--tile) / 2 - 16px), 100% - 36px); {side}",
                tile(row)
            );
            view! {
                <div class="cell-frame" style:left=tile(column) style:top=tile(row)></div>
                <div class="cell-tag" style=tag aria-hidden="true">
                    {name}
                    <span class="where">{format!("{}, {}", at.x, at.y)}</span>
                </div>
            }
        })
    }
}

/// What the agent sees as a table, for a screen reader.
#[component]
fn InWords() -> impl IntoView {
    let (stage, look) = (expect_context::<Stage>(), expect_context::<Look>());
    // A fast episode would rewrite it for nobody.
    let table = Memo::new(move |before: Option<&Vec<Vec<String>>>| {
        if stage.cuts()
            && let Some(before) = before
        {
            return before.clone();
        }
        let numbers = look.numbers.get();
        stage.session.with(|session| {
            let game = game(session).game();
            let window = Window::seen(game);
            if numbers {
                art::describe_numbers(game.world(), window)
            } else {
                art::describe(game, window)
            }
        })
    });
    let caption = move || {
        stage.session.with(|session| format!("What is seen at step {}", Session::at(session)))
    };
    let row = |row: Vec<String>| {
        let cells = row.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
        view! { <tr>{cells}</tr> }
    };
    view! {
        <div class="hidden-text">
            <table>
                <caption>{caption}</caption>
                <tbody>{move || table.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
