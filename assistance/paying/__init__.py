"""How money is paid: what is due, what is wrong with it, which fund it draws on, what came back."""
