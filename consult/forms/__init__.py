"""What people fill in: one module a stage; fields have the service’s argument names."""
