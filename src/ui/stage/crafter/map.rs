//! The map, plainly: a coloured square for each cell.

use std::fmt::Write;

use leptos::prelude::*;

use super::game;
use crate::env::crafter::{Body, Game, Material, Pos};
use crate::ui::stage::playing::Stage;

/// What is seen, as a picture: the cells around the player.
#[component]
pub fn Case() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let picture =
        Memo::new(move |_| stage.session.with(|session| view_picture(game(session).game())));
    view! {
        <div class="case-room">
            <figure class="case" style="--columns: 9; --rows: 7">
                <div class="board" aria-hidden="true" inner_html=move || picture.get()></div>
            </figure>
        </div>
    }
}

/// The whole world as a picture.
pub fn picture(game: &Game) -> String {
    let area = game.world().area();
    squares(game, Pos::new(0, 0), (area.width().into(), area.height().into()))
}

/// The cells around the player as a picture.
fn view_picture(game: &Game) -> String {
    let view = game.options().view;
    let (width, height) = (i16::from(view.width()), i16::from(view.height()));
    squares(game, game.pos().plus((-(width / 2), -(height / 2))), (width, height))
}

/// A rectangle of cells; each row's cells of one colour are one shape.
fn squares(game: &Game, from: Pos, (width, height): (i16, i16)) -> String {
    let mut svg = format!(
        r#"<svg viewBox="0 0 {width} {height}" shape-rendering="crispEdges" xmlns="http://www.w3.org/2000/svg">"#
    );
    for y in 0..height {
        let mut x = 0;
        while x < width {
            let shown = color(game, from.plus((x, y)));
            let mut end = x + 1;
            while end < width && color(game, from.plus((end, y))) == shown {
                end += 1;
            }
            // A string takes whatever is written.
            let _ = write!(
                svg,
                r#"<rect x="{x}" y="{y}" width="{}" height="1" fill="{shown}"/>"#,
                end - x
            );
            x = end;
        }
    }
    svg.push_str("</svg>");
    svg
}

fn color(game: &Game, pos: Pos) -> &'static str {
    match game.world().object(pos).map(|object| object.body) {
        Some(Body::Player) => "#0c6170",
        Some(Body::Cow) => "#8a5a44",
        Some(Body::Zombie { .. }) => "#2f5d2a",
        Some(Body::Skeleton { .. }) => "#d9d5c8",
        Some(Body::Arrow { .. }) => "#b59b5b",
        Some(Body::Plant { .. }) => "#5fa046",
        None => match game.world().material(pos) {
            Material::None => "#1a1a1a",
            Material::Water => "#6f9fc4",
            Material::Grass => "#9cbf7c",
            Material::Stone => "#9a9a96",
            Material::Path => "#cfc4b0",
            Material::Sand => "#e6d9a8",
            Material::Tree => "#4d7a43",
            Material::Lava => "#d8653a",
            Material::Coal => "#4a4a4a",
            Material::Iron => "#c9a27c",
            Material::Diamond => "#dff2f7",
            Material::Table => "#a5743e",
            Material::Furnace => "#6b6b6b",
        },
    }
}
