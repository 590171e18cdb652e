"""Plain data, JSON, rows of text and TOML in and out; the one place that knows them."""
