"""Records in files: CSV, XLSX, JSON, JSONL, YAML and Django fixtures."""
