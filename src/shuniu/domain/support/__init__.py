"""Articles 5(4) and 7–11: the supporting platform, in three rooms.

`desk`: the service charter and guides, one request in one place and its clock, ratings, entrusted and accompanying
services, expert committees, platform organizations (7, 9). `exchange`: resources, partnerships, offers and needs (8,
10). `growing`: scouting, incubation, the social-enterprise track, bookings, fairs, landings (5(4), 9(1), 10, 11).
Every layer (models, actions, views, …) holds the three rooms beside each other.
"""
