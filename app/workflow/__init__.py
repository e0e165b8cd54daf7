"""Who decides next: the engine is pure, the state is rows, `service.perform` is the one road."""
