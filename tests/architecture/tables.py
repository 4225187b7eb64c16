"""Tables that are not ours, and the ways through our walls: each with its reason, their number asserted."""

#: tables of libraries that hold personal data and have policies of ours (identity.0002)
WALLED_THIRD_PARTY = {
    "account_emailaddress": "addresses of accounts: the person, and sign-in",
    "account_emailconfirmation": "unused (links are signed), walled all the same",
    "mfa_authenticator": "second factors: the person, and sign-in",
}

#: tables of libraries without policy
OPEN_THIRD_PARTY = {
    "auth_group": "unused: rights are memberships",
    "auth_group_permissions": "unused: rights are memberships",
    "auth_permission": "names of models, made by Django",
    "django_content_type": "names of models, made by Django",
    "django_migrations": "names of migrations",
    "kernel_cache": "counters of libraries; no page writes personal data there",
    "procrastinate_events": "times of jobs",
    "procrastinate_jobs": "arguments are ids and names of letters, never what somebody wrote",
    "procrastinate_periodic_defers": "times of timers",
    "procrastinate_workers": "heartbeats",
}

#: tables of ours that no model describes
WITHOUT_MODEL = {
    "territory_version": "one random id that changes with the territory",
}

#: what a named system actor sees without any wall of its own
ACTOR_SEES = {
    ("signin", "identity_person"): "finds the account of an address",
    ("signin", "account_emailaddress"): "finds the account of an address",
    ("signin", "account_emailconfirmation"): "goes with the address",
    ("signin", "mfa_authenticator"): "checks the second factor",
    ("signin", "access_membership"): "asks whether somebody is an agent",
}

#: tables that anybody who acts may add to, and nobody reads
ADDED_TO_BY_ALL = {
    "access_link": "a link is opened by its secret alone, through its door",
}
