"""Accounts and sign-in: a user name, mail address or phone number, a password, TOTP or a passkey."""
