"""The service around the matcher: public chat, REST API and the admin panels."""
