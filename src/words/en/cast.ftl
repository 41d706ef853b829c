# The names on the lanes of those who have none of their own.

browser = { $person }’s browser

phone = { $person }’s phone

thief = Thief
