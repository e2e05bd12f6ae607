"""The ground floor: database, clock, ids, canonical form, events, audit, files, jobs, web. It knows no room."""
