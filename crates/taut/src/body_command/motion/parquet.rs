//! A table as an Apache Parquet file: one column of 64-bit floats a name, the time first.

use std::sync::Arc;

use parquet::basic::{Repetition, Type as Physical};
use parquet::data_type::DoubleType;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use taut_body::motion::MotionTable;

/// The file's bytes.
///
/// # Errors
/// What the library reports.
pub fn bytes(table: &MotionTable) -> anyhow::Result<Vec<u8>> {
    let names = std::iter::once("time").chain(table.names.iter().map(String::as_str));
    let fields = names.map(|name| {
        let field = Type::primitive_type_builder(name, Physical::DOUBLE);
        Ok(Arc::new(field.with_repetition(Repetition::REQUIRED).build()?))
    });
    let fields = fields.collect::<anyhow::Result<Vec<_>>>()?;
    let schema = Arc::new(Type::group_type_builder("motion").with_fields(fields).build()?);
    let mut out = Vec::new();
    let mut file =
        SerializedFileWriter::new(&mut out, schema, Arc::new(WriterProperties::default()))?;
    let mut rows = file.next_row_group()?;
    let mut columns = std::iter::once(&table.times).chain(&table.columns);
    while let Some(mut column) = rows.next_column()? {
        let values = columns.next().ok_or_else(|| anyhow::anyhow!("fewer columns than names"))?;
        column.typed::<DoubleType>().write_batch(values, None, None)?;
        column.close()?;
    }
    rows.close()?;
    file.close()?;
    Ok(out)
}
