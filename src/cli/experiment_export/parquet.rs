//! Tables as Parquet, uncompressed: every reader has that.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use crate::experiment::export::{Column, Datum, Kind, Table};

/// Writes a table. Points in time are milliseconds without a time zone; whole numbers have 64 bits.
///
/// # Errors
///
/// What the writer says.
pub fn write(table: &Table, to: impl Write + Send) -> Result<(), ParquetError> {
    let fields = table.columns.iter().map(|column| field(column).map(Arc::new));
    let fields = fields.collect::<Result<_, _>>()?;
    let schema = Type::group_type_builder(table.name).with_fields(fields).build()?;
    let properties = Arc::new(WriterProperties::builder().build());
    let mut file = SerializedFileWriter::new(to, Arc::new(schema), properties)?;
    let mut group = file.next_row_group()?;
    for (at, column) in table.columns.iter().enumerate() {
        let Some(mut writer) = group.next_column()? else { break };
        let entries = table.rows.iter().map(|row| &row[at]);
        fill(&mut writer, column.kind, entries)?;
        writer.close()?;
    }
    group.close()?;
    file.close()?;
    Ok(())
}

fn field(column: &Column) -> Result<Type, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Json => (Physical::BYTE_ARRAY, Some(LogicalType::Json)),
        Kind::Int => (Physical::INT64, None),
        Kind::Time => (Physical::INT64, Some(LogicalType::timestamp(false, TimeUnit::MILLIS))),
        Kind::Float => (Physical::DOUBLE, None),
        Kind::Bool => (Physical::BOOLEAN, None),
    };
    Type::primitive_type_builder(column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
}

fn fill<'a>(
    writer: &mut SerializedColumnWriter<'_>,
    kind: Kind,
    entries: impl Iterator<Item = &'a Datum>,
) -> Result<(), ParquetError> {
    match kind {
        Kind::Text | Kind::Json => put::<ByteArrayType>(writer, entries, |datum| match datum {
            Datum::Text(text) => Some(ByteArray::from(text.as_str())),
            _ => None,
        }),
        Kind::Int | Kind::Time => put::<Int64Type>(writer, entries, |datum| match datum {
            Datum::Int(number) => Some(*number),
            _ => None,
        }),
        Kind::Float => put::<DoubleType>(writer, entries, |datum| match datum {
            Datum::Float(number) => Some(*number),
            _ => None,
        }),
        Kind::Bool => put::<BoolType>(writer, entries, |datum| match datum {
            Datum::Bool(truth) => Some(*truth),
            _ => None,
        }),
    }
}

/// Writes a column: its values, and for each row whether it has one.
fn put<'a, T: DataType>(
    writer: &mut SerializedColumnWriter<'_>,
    entries: impl Iterator<Item = &'a Datum>,
    value: impl Fn(&Datum) -> Option<T::T>,
) -> Result<(), ParquetError> {
    let entries: Vec<Option<T::T>> = entries.map(value).collect();
    let is_there: Vec<i16> = entries.iter().map(|entry| i16::from(entry.is_some())).collect();
    let values: Vec<T::T> = entries.into_iter().flatten().collect();
    writer.typed::<T>().write_batch(&values, Some(&is_there), None)?;
    Ok(())
}
