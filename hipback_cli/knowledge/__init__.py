"""What hipback knows: typed, cross-checked content read from YAML."""
