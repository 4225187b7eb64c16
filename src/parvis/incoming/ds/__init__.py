"""Schemas of procedures of demarches-simplifiees: the JSON that its site and its GraphQL interface give."""
