"""Columns: the records as Parquet files and as one SQLite database, for programs that read columns of one type."""
