"""Who is compared."""

OURS = "ours"
DATASETTE = "Datasette"
DATASETTE_RELATION = "Datasette, facet over a relation"
ORDINARY = "ordinary list"
ADMIN = "admin"
CONSTANT = "constant page"
CURSOR = "a cursor that only reads"
