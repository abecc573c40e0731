//! Set-ups as recordings write them.

use serde_json::Value;

use crate::cli::conform::record::Mismatch;
use crate::env::crafter::{Body, Edit, Facing, Item, Material, Pos};

/// The place that clearings are around.
const CENTER: Pos = Pos::new(32, 32);

/// One edit: its name first.
pub(super) fn edit(recorded: &Value) -> Result<Edit, Mismatch> {
    read(recorded).ok_or_else(|| Mismatch::unreadable(format!("an unknown edit: {recorded}")))
}

fn read(recorded: &Value) -> Option<Edit> {
    let parts = recorded.as_array()?;
    let text = |at: usize| parts.get(at)?.as_str();
    let number = |at: usize| i16::try_from(parts.get(at)?.as_i64()?).ok();
    let pos = |at: usize| Some(Pos::new(number(at)?, number(at + 1)?));
    Some(match text(0)? {
        "clear" => Edit::Clear { center: CENTER, reach: number(1)?, material: material(text(2)?)? },
        "mat" => Edit::Material(pos(1)?, material(text(3)?)?),
        "inv" => {
            let item = Item::ALL.into_iter().find(|item| Some(item.as_str()) == text(1))?;
            Edit::Item(item, u8::try_from(number(2)?).ok()?)
        }
        "pos" => Edit::Move(pos(1)?),
        "set" => {
            let value = parts.get(2)?.as_f64()?;
            match text(1)? {
                "_hunger" => Edit::Hunger(value),
                "_thirst" => Edit::Thirst(value),
                "_fatigue" => Edit::Fatigue(value),
                _ => return None,
            }
        }
        "add" => {
            let fields = parts.get(4);
            let field = |name: &str| fields.and_then(|fields| fields.get(name));
            let count = |name: &str| field(name).map_or(Some(0), Value::as_u64);
            let wait = |name: &str| u8::try_from(count(name)?).ok();
            let body = match text(1)? {
                "Cow" => Body::Cow,
                "Zombie" => Body::Zombie { cooldown: wait("cooldown")? },
                "Skeleton" => Body::Skeleton { reload: wait("reload")? },
                "Arrow" => Body::Arrow { facing: facing(field("facing")?)? },
                "Plant" => Body::Plant { grown: u32::try_from(count("grown")?).ok()? },
                _ => return None,
            };
            let health = field("health").and_then(Value::as_i64);
            Edit::Add { pos: pos(2)?, body, health: health.map(|health| health as i16) }
        }
        _ => return None,
    })
}

fn material(name: &str) -> Option<Material> {
    Material::ALL.into_iter().find(|material| material.as_str() == name)
}

fn facing(step: &Value) -> Option<Facing> {
    let number = |at: usize| i16::try_from(step.get(at)?.as_i64()?).ok();
    Facing::of_step((number(0)?, number(1)?))
}
