"""How gunicorn serves the site: `gunicorn -c python:interventions_site.gunicorn
interventions_site.wsgi`. What is given on the command line wins.
"""

from gunicorn.http import message

# A question of 10 kB is fair, and percent-encoded up to three times as long. gunicorn
# itself stops at 8 kB, or with 0 nowhere: then one sender can keep a worker busy.
limit_request_line = 40_000
message.MAX_REQUEST_LINE = limit_request_line + 1

worker_class = "gthread"
workers = 2
threads = 4
control_socket_disable = True
loglevel = "warning"
