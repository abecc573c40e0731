//! The whole world at a glance: flat colours, trees and ores as small shapes, creatures as dots.
//!
//! A cell is [`SIDE`] = 8 units wide. This is more than the agent sees; a frame shows what it does.

use super::Window;
use crate::art::svg::{Run, put, runs_across};
use crate::env::crafter::{Area, Body, Game, Material, Pos, World};

/// The side of a cell, in units.
pub const SIDE: i32 = 8;

/// The `viewBox` of an overview.
pub fn view_box(area: Area) -> String {
    format!("0 0 {} {}", i32::from(area.width()) * SIDE, i32::from(area.height()) * SIDE)
}

/// The colour of a material in the overview.
pub const fn color(material: Material) -> &'static str {
    match material {
        Material::None => "var(--view-blank,#f0ede5)",
        Material::Water => "#6fa8c4",
        Material::Grass => "#a9bf78",
        Material::Stone => "#a8a59f",
        Material::Path => "#857b6e",
        Material::Sand => "#e8d6a6",
        Material::Tree => "#39704f",
        Material::Lava => "#dd5f22",
        Material::Coal => "#2b2a2d",
        Material::Iron => "#c06a35",
        Material::Diamond => "#f4feff",
        Material::Table => "#8a5a2e",
        Material::Furnace => "#46423f",
    }
}

/// What a material's cells are filled with, and the shape on it, in units from the cell's corner.
const fn shape(material: Material) -> (Material, Option<(i32, i32, &'static str)>) {
    match material {
        Material::Tree => (Material::Grass, Some((4, 1, "l3 6h-6z"))),
        Material::Coal => (Material::Stone, Some((2, 2, "h4v4h-4z"))),
        Material::Iron => (Material::Stone, Some((1, 4, "a3 3 0 1 1 6 0a3 3 0 1 1-6 0z"))),
        Material::Diamond => (Material::Stone, Some((4, 0, "l3 4-3 4-3-4z"))),
        Material::Table => (Material::Grass, Some((0, 1, "h8v6h-8z"))),
        Material::Furnace => (Material::Path, Some((1, 0, "h6v8h-6z"))),
        flat => (flat, None),
    }
}

/// The ground of the whole world: changes only when a material does.
pub fn ground(world: &World) -> String {
    let area = world.area();
    let (width, height) = (i32::from(area.width()), i32::from(area.height()));
    let at = |x: i32, y: i32| world.material(Pos::new(x as i16, y as i16));
    let mut out = String::with_capacity(24 * 1024);
    put!(
        &mut out,
        "<g shape-rendering=\"crispEdges\"><path d=\"M0 0h{}v{}H0z\" fill=\"{}\"/>",
        width * SIDE,
        height * SIDE,
        color(Material::Grass)
    );
    for flat in Material::ALL.into_iter().filter(|&flat| flat != Material::Grass) {
        let mut path = String::new();
        for Run { x, y, length } in runs_across(width, height, |x, y| shape(at(x, y)).0 == flat) {
            put!(&mut path, "M{} {}h{l}v{SIDE}h-{l}z", x * SIDE, y * SIDE, l = length * SIDE);
        }
        crate::art::svg::fill(&mut out, &path, color(flat));
    }
    out.push_str("</g>");
    for material in Material::ALL {
        let (_, Some((dx, dy, rest))) = shape(material) else { continue };
        let mut path = String::new();
        for Run { x, y, length } in runs_across(width, height, |x, y| at(x, y) == material) {
            for x in x..x + length {
                put!(&mut path, "M{} {}{rest}", x * SIDE + dx, y * SIDE + dy);
            }
        }
        crate::art::svg::fill(&mut out, &path, color(material));
    }
    out
}

/// Who is where, and what the agent sees, as a frame of the class `seen`.
pub fn figures(game: &Game) -> String {
    let mut out = String::with_capacity(4096);
    let Window { left, top, width, height } = Window::seen(game);
    let units = |cells: i16| i32::from(cells) * SIDE;
    for object in game.world().objects() {
        let (x, y) = (units(object.pos.x) + SIDE / 2, units(object.pos.y) + SIDE / 2);
        let (class, radius, paint) = match object.body {
            // On top of all others, below.
            Body::Player => continue,
            Body::Cow => ("cow", "3", "fill=\"#7a4a31\" stroke=\"#fffdf6\""),
            Body::Zombie { .. } => ("zombie", "3.4", "fill=\"#5f9a3c\" stroke=\"#1b2a14\""),
            Body::Skeleton { .. } => ("skeleton", "3.2", "fill=\"#fffdf6\" stroke=\"#231f1c\""),
            Body::Arrow { .. } => ("arrow", "1.6", "fill=\"#c63a28\" stroke=\"#fffdf6\""),
            Body::Plant { .. } if object.body.is_ripe() => {
                ("plant", "2.6", "fill=\"#d9476b\" stroke=\"#fffdf6\"")
            }
            Body::Plant { .. } => ("plant", "2.4", "fill=\"#64b573\" stroke=\"#fffdf6\""),
        };
        put!(&mut out, "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" {paint}/>");
    }
    put!(
        &mut out,
        "<path class=\"seen\" d=\"M{} {}h{w}v{}h-{w}z\" fill=\"none\" \
         stroke=\"#fffdf6\" stroke-width=\"1.6\"/>",
        units(left),
        units(top),
        units(height),
        w = units(width)
    );
    let Pos { x, y } = game.pos();
    put!(
        &mut out,
        "<circle class=\"player\" cx=\"{}\" cy=\"{}\" r=\"4.2\" fill=\"#d63f2b\" stroke=\"#fffdf6\" \
         stroke-width=\"1.8\"/>",
        units(x) + SIDE / 2,
        units(y) + SIDE / 2
    );
    out
}
