"""The tables of django-allauth hold persons' addresses and second factors: the person, and sign-in, see them."""

from django.db import migrations

from parvis.kernel.walls import PERSON, Policy, actor_is

USER = PERSON.replace("person_id", "user_id")
#: reached through the address that it confirms; unused (links are signed), walled all the same
CONFIRMATION = f"email_address_id in (select id from account_emailaddress where {USER})"  # noqa: S608

# A timer must not see accounts to delete the ones that nobody confirmed: this door deletes them, and says how many.
FORGET = """
create function identity_forget_unconfirmed(p_before timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_gone uuid[];
begin
  select coalesce(array_agg(p.id), '{}') into v_gone from public.identity_person p
  where p.created_at < p_before and current_setting('parvis.actor', true) = 'timer'
    and not exists (select 1 from public.account_emailaddress e where e.user_id = p.id and e.verified);
  delete from public.account_emailconfirmation c using public.account_emailaddress e
  where c.email_address_id = e.id and e.user_id = any(v_gone);
  delete from public.account_emailaddress where user_id = any(v_gone);
  delete from public.mfa_authenticator where user_id = any(v_gone);
  delete from public.identity_handover where person_id = any(v_gone);
  delete from public.identity_keptpost where person_id = any(v_gone);
  delete from public.identity_subject where person_id = any(v_gone);
  delete from public.identity_session where person_id = any(v_gone);
  delete from public.identity_person where id = any(v_gone);
  return cardinality(v_gone);
end $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        Policy("account_emailaddress", "own", using=USER),
        Policy("account_emailaddress", "signin", using=actor_is("signin")),
        Policy("account_emailconfirmation", "own", using=CONFIRMATION),
        Policy("account_emailconfirmation", "signin", using=actor_is("signin")),
        Policy("mfa_authenticator", "own", using=USER),
        Policy("mfa_authenticator", "signin", using=actor_is("signin")),
        migrations.RunSQL(FORGET, reverse_sql="drop function identity_forget_unconfirmed"),
    ]
