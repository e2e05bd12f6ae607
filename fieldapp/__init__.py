"""FieldApp: the inspection day of 双随机、一公开 on a phone, offline, ending in a document nobody can quietly change."""
