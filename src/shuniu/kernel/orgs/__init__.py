"""Organizations, areas, fields, appointments, affiliations, designations and who oversees whom (articles 4, 16(1))."""
