"""What everybody stands on: record › norms › orgs › people › specification › trail › core."""
