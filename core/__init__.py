"""The shared vocabulary: value types, ports and errors."""
