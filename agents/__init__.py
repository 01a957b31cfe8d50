"""One turn of dialogue as a langgraph graph: listen, search, draft, plan, check."""
