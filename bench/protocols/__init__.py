"""Hand-written struct code for protocols of specs/, one module per protocol, against which framekit is measured."""
