"""Facts as Parquet files, counted by an engine: a plain library, without Django or a database.

`folder` is the data folder, `engines` DuckDB and whatever speaks Spark Connect, `measuring` the one
expression of each measure, `folding` keeps small groups from being told, `levels` sums up,
`generating` makes the facts of a city or a province. pyarrow, ibis and duckdb are imported here and
nowhere else in the room, so that whoever does not count does not pay for them.
"""
