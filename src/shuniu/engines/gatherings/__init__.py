"""One gathering, whoever calls it: invitation, answer, check-in, roll, materials (articles 8–10, 14, 17, 22, 32, 33)."""
