"""An independent verifier of Ingot ledgers, written from docs/FORMAT.md and the protobuf schemas alone."""
