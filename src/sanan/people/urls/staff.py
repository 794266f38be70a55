from allauth.account import views as account
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path

from sanan.people.views import account as own
from sanan.people.views import chain, people, record, safety

# Of allauth only what this house needs; the names that its pages look up, but which must not
# exist here (sign-up, mail), lead to nothing.
sign_in = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("signup/", own.shut, name="account_signup"),
    path("email/", own.shut, name="account_email"),
    path("password/reset/", own.shut, name="account_reset_password"),
    path("password/set/", own.shut, name="account_set_password"),
    path("2fa/totp/activate/", own.recorded(totp.activate_totp)),
    path("2fa/totp/deactivate/", own.recorded(totp.deactivate_totp)),
    path("2fa/recovery-codes/generate/", own.recorded(recovery.generate_recovery_codes)),
    path("2fa/webauthn/add/", own.recorded(webauthn.add_webauthn)),
    path("2fa/webauthn/keys/<int:pk>/remove/", own.recorded(webauthn.remove_webauthn)),
    path("2fa/first/", own.first_factor, name="people_first_factor"),
    path("2fa/", include("allauth.mfa.urls")),
    path("account/", own.account, name="people_account"),
    path("account/keys/<slug:ref>/agree/", own.agree_key, name="people_agree_key"),
    path("account/keys/<slug:ref>/revoke/", own.revoke_key, name="people_revoke_key"),
    path("account/identities/<slug:ref>/unlink/", own.unlink, name="people_unlink"),
    path("sessions/", own.sessions, name="people_sessions"),
    path("sessions/", own.sessions, name="usersessions_list"),
]

tenant = [
    path("", people.persons, name="people_persons"),
    path("new/", people.new_person, name="people_new_person"),
    path("orgs/", people.orgs, name="people_orgs"),
    path("orgs/<slug:code>/", people.org, name="people_org"),
    path("tokens/", people.tokens, name="people_tokens"),
    path("tokens/<slug:ref>/revoke/", people.revoke_token, name="people_revoke_token"),
    path("messages/", people.troubles, name="people_troubles"),
    path("messages/<int:notice>/resend/", people.resend, name="people_resend"),
]

security = [
    path("safety/", safety.safety, name="people_safety"),
    path("safety/accounts/", safety.accounts, name="people_accounts"),
    path("safety/admins/", safety.admins, name="people_admins"),
    path("safety/admins/<int:position>/end/", safety.end_admin, name="people_end_admin"),
    path("safety/locks/<int:lock>/unlock/", safety.unlock, name="people_unlock"),
    path("safety/<slug:ref>/sign-out/", safety.sign_out, name="people_sign_out"),
    path("safety/<slug:ref>/active/", safety.set_active, name="people_set_active"),
    path("safety/<slug:ref>/factor-code/", safety.factor_code, name="people_factor_code"),
    path("safety/<slug:ref>/reset-factor/", safety.reset_factor, name="people_reset_factor"),
]

urlpatterns = [
    *sign_in,
    path(
        "people/",
        include(
            [
                *tenant,
                *security,
                path("chain/", chain.chains, name="people_chains"),
                path("chain/<slug:place>/", chain.chain, name="people_chain"),
                path("<slug:ref>/", people.person, name="people_person"),
                path("<slug:ref>/password/", people.new_password, name="people_new_password"),
                path(
                    "<slug:ref>/positions/<int:position>/end/",
                    people.end_position,
                    name="people_end_position",
                ),
            ]
        ),
    ),
    path("record/", record.record, name="people_record"),
    path("record/export/", record.export, name="people_record_export"),
    path("record/reveals/", record.reveals, name="people_reveals"),
]
