"""The stories, as data: one YAML file each."""
