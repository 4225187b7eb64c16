"""Who may open which page: every URL name of Parvis, once. A page that is not here answers as missing.

Keep it by module; `tests/access/test_permissions.py` walks it against every right.
"""

from parvis.access.api import Right, Rule, agent, bare, entry, public, resident
from parvis.access.data import Host
from parvis.identity.api import (
    INVITATION_ADDRESS,
    RESET_ADDRESS,
    SIGN_UP_ADDRESS,
    TRACKING_ADDRESS,
)

_OWN = resident(host=Host.TERRITORY)

TABLE: dict[str, Rule] = {
    # kernel: the shell
    "ui:language": bare(),
    "ui:components": public(),
    "ui:components_form": public(),
    "ui:components_desk": public(),
    "ui:error_page": public(),
    # territory and portal: what everybody reads
    "territory:theme_css": bare(),
    "territory:logo": bare(),
    "portal:home": public(),
    "portal:procedures": public(),
    "portal:search": public(),
    "portal:help": public(),
    "portal:accessibility": public(),
    "portal:privacy": public(),
    "portal:legal": public(),
    "portal:page": public(),
    "territory:studio_site": agent(Right.ADMINISTER),
    "territory:studio_colours": agent(Right.ADMINISTER),
    "territory:studio_logo": agent(Right.ADMINISTER),
    "territory:studio_contact": agent(Right.ADMINISTER),
    "territory:studio_pages": agent(Right.ADMINISTER),
    "territory:studio_new_page": agent(Right.ADMINISTER),
    "territory:studio_page": agent(Right.ADMINISTER),
    "territory:studio_remove_page": agent(Right.ADMINISTER),
    # notifications: the demonstration's outbox (its views are missing outside of it)
    "notifications:outbox": public(),
    "notifications:outbox_mail": public(),
    "notifications:outbox_html": public(),
    "notifications:outbox_attachment": public(),
    # procedures: filling in; a draft is opened by this browser's secret or the person's account
    "procedures:start": public(),
    "procedures:begin": public(host=Host.ORGANISATION),
    "procedures:page": public(host=Host.ORGANISATION),
    "procedures:autosave": public(host=Host.ORGANISATION),
    "procedures:check": public(host=Host.ORGANISATION),
    "procedures:submit": public(host=Host.ORGANISATION),
    "procedures:resume": public(host=Host.ORGANISATION),
    "procedures:later": public(host=Host.ORGANISATION),
    "procedures:discard": public(host=Host.ORGANISATION),
    "procedures:by_link": public(host=Host.ORGANISATION),
    # identity: sign-in and sign-up act as "signin", on the territory's host alone
    "account_login": entry(),
    "account_signup": entry(attempts=SIGN_UP_ADDRESS),
    "account_email_verification_sent": entry(),
    "account_confirm_email": entry(),
    "account_reset_password": entry(attempts=RESET_ADDRESS),
    "account_reset_password_done": entry(),
    "account_reset_password_from_key": entry(attempts=RESET_ADDRESS),
    "account_reset_password_from_key_done": entry(),
    "mfa_authenticate": entry(),
    "mfa_login_webauthn": entry(attempts=SIGN_UP_ADDRESS),
    # identity: one's own account
    "identity_account": _OWN,
    "identity_sessions": _OWN,
    "identity_end_session": _OWN,
    "identity_end_others": _OWN,
    "account_reauthenticate": _OWN,
    "account_email": _OWN,
    "account_change_password": _OWN,
    "account_set_password": _OWN,
    "mfa_index": _OWN,
    "mfa_reauthenticate": _OWN,
    "mfa_activate_totp": _OWN,
    "mfa_deactivate_totp": _OWN,
    "mfa_view_recovery_codes": _OWN,
    "mfa_generate_recovery_codes": _OWN,
    "mfa_download_recovery_codes": _OWN,
    "mfa_list_webauthn": _OWN,
    "mfa_add_webauthn": _OWN,
    "mfa_reauthenticate_webauthn": _OWN,
    "mfa_remove_webauthn": _OWN,
    "mfa_edit_webauthn": _OWN,
    # access: entering and leaving
    "access_sign_in": public(),
    "access_give": resident(host=Host.TERRITORY),
    "access_take": public(host=Host.ORGANISATION),
    "access_stay": resident(),
    "account_logout": public(),
    "access_kept": resident(),
    "access_invitation": entry(attempts=INVITATION_ADDRESS),
    # access: an organisation's members
    "access_members": agent(Right.ADMINISTER, actor="administrator"),
    "access_invite": agent(Right.ADMINISTER, actor="administrator"),
    "access_withdraw": agent(Right.ADMINISTER, actor="administrator"),
    "access_dismiss": agent(Right.ADMINISTER, actor="administrator"),
    # documents: anyone verifies a copy
    "documents:verify": public(),
    "documents:verify_code": public(),
    # cases: as agents see them
    "cases:agent_case": agent(Right.READ_CASES),
    "cases:agent_document": agent(Right.READ_CASES),
    "cases:agent_message": agent(Right.HANDLE_CASES),
    "cases:agent_assign": agent(Right.HANDLE_CASES),
    "cases:agent_transition": agent(Right.HANDLE_CASES),
    "cases:agent_consultations": agent(Right.ASSIGN_CASES, Right.PROTECT_DATA, actor="protection"),
    # workspace: the agents' lists
    "workspace:inbox": agent(Right.READ_CASES),
    "workspace:mine": agent(Right.READ_CASES),
    "workspace:unassigned": agent(Right.READ_CASES),
    "workspace:late": agent(Right.READ_CASES),
    "workspace:week": agent(Right.READ_CASES),
    "workspace:find": agent(Right.READ_CASES),
    "workspace:consultations": agent(Right.ASSIGN_CASES, Right.PROTECT_DATA, actor="protection"),
    # cases: people's own requests, by account or by what this browser follows
    "cases:mine": public(),
    "cases:forget": public(),
    "cases:case": public(),
    "cases:receipt": public(),
    "cases:message": public(),
    "cases:keep": public(),
    "cases:document": public(),
    "cases:move": public(),
    "cases:track": public(attempts=TRACKING_ADDRESS),
    "cases:send_link": public(attempts=TRACKING_ADDRESS),
    "cases:by_link": public(attempts=TRACKING_ADDRESS),
}
