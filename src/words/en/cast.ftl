# The names on the lanes of those who have none of their own.

browser = { $person }’s browser

phone = { $person }’s phone

thief = Thief

# The names that the parties have unless an author gives them others: the applications of the
# flows, and the two servers.

photo-page = Photo page

old-photo-page = Old photo page

print-shop = Print shop

report-job = Report job

television = Television

authorization-server = Authorization server

api = API
