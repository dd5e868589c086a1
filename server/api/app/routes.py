"""The whole route table of the app's API, in the order of docs/api/app.md.

Its groups of operations: `session` for who is signed in in any way, `settings` for an account's own session.
"""

from functools import partial

from server.api.app import (
    accounts,
    answers,
    applications,
    jobs,
    learning_administration,
    links,
    models,
    passwords,
    profile,
    roles,
    second_factor,
    services,
    sessions,
    sign_in,
    tokens,
    training_people,
    webhooks,
)
from server.api.app.errors import Problem
from server.http.routing import Route, route

door = partial(route, scopes=(), auth="none")
own = partial(route, scopes=(), operation="settings")

ROUTES: tuple[Route, ...] = (
    # Signing in and out
    door("POST", "/sign-in", sign_in.enter, body=models.SignIn, rate="sign_in", answers={201: answers.SignedIn}, summary="Sign in."),
    route("POST", "/sign-out", sessions.sign_out, scopes=(), operation="sign_out", answers={204: None}, summary="Sign out."),
    route("GET", "/session", sessions.get_session, scopes=(), operation="session", answers={200: answers.Session},
        summary="Who am I, and what may be shown."),
    own("POST", "/session/company", sign_in.pick_company, body=models.PickCompany, answers={200: answers.Session},
        summary="Enter a company."),
    own("POST", "/cookie", sessions.make_cookie, answers={204: None}, summary="The browser's cookie of this session."),
    # Password
    own("PUT", "/password", passwords.change_password, body=models.NewPassword, rate="sign_in", answers={204: None},
        summary="Change the own password."),
    door("POST", "/password/forgotten", passwords.forgotten, body=models.Forgotten, rate="mail", answers={202: answers.Nothing},
        summary="Mail a link for a new password."),
    # Links
    door("POST", "/links/inspect", links.inspect, body=models.Link, rate="sign_in", answers={200: answers.LinkShown},
        summary="What a link is for."),
    door("POST", "/links/use", links.use, body=models.UsedLink, rate="sign_in", answers={200: answers.LinkUsed, 409: Problem},
         summary="Use a link."),
    # Account
    own("GET", "/profile", profile.get_profile, answers={200: answers.Profile}, summary="The own account."),
    own("PATCH", "/profile", profile.change_profile, body=models.ProfileChange, answers={200: answers.Profile, 409: Problem},
        summary="Change the own account."),
    own("PUT", "/email", profile.ask_email_change, body=models.EmailChange, rate="mail", answers={202: answers.Nothing, 409: Problem},
        summary="Change the own e-mail address."),
    own("POST", "/email/verification", profile.send_verification, rate="mail", answers={202: answers.Nothing, 409: Problem},
        summary="Mail the link that verifies the address."),
    own("GET", "/preferences", profile.get_preferences, answers={200: answers.Preferences}, summary="Language and theme."),
    own("PATCH", "/preferences", profile.change_preferences, body=models.Preferences, answers={200: answers.Preferences},
        summary="Change language and theme."),
    # Second factor
    own("GET", "/second-factor", second_factor.get_state, answers={200: answers.FactorState}, summary="Is it set?"),
    own("POST", "/second-factor", second_factor.begin, body=models.PasswordGiven, rate="sign_in",
        answers={201: answers.Enrolment, 409: Problem}, summary="A secret for an authenticator."),
    own("POST", "/second-factor/confirm", second_factor.confirm, body=models.CodeGiven, answers={200: answers.FactorState, 409: Problem},
        summary="Set it with a first code."),
    own("POST", "/second-factor/remove", second_factor.remove, body=models.FactorGiven, rate="sign_in", answers={204: None},
        summary="Remove it."),
    # Open sessions
    own("GET", "/sessions", sessions.list_sessions, query=models.Paging, answers={200: answers.PageOf[answers.OpenSession]},
        summary="The own open sessions."),
    own("DELETE", "/sessions/{id:int}", sessions.end_session, answers={204: None}, summary="End one of them."),
    own("POST", "/sessions/end-others", sessions.end_others, answers={200: answers.Ended}, summary="End all but this one."),
    # Personal access tokens
    own("GET", "/scopes", tokens.list_scopes, answers={200: answers.Scopes}, summary="What a token can be narrowed to."),
    own("GET", "/tokens", tokens.list_tokens, query=models.Paging, answers={200: answers.PageOf[answers.Token]},
        summary="The own access tokens."),
    own("POST", "/tokens", tokens.create_token, body=models.NewToken, answers={201: answers.MadeToken}, summary="Make an access token."),
    own("DELETE", "/tokens/{id:int}", tokens.revoke_token, answers={204: None}, summary="Revoke an access token."),
    # Applications
    own("GET", "/applications", applications.list_applications, query=models.Paging, answers={200: answers.PageOf[answers.Application]},
        summary="The own applications."),
    own("POST", "/applications", applications.create_application, body=models.NewApplication,
        answers={201: answers.ApplicationWithSecret}, summary="Register an application."),
    own("GET", "/applications/{id:int}", applications.get_application, answers={200: answers.Application}, summary="One of them."),
    own("PATCH", "/applications/{id:int}", applications.change_application, body=models.ApplicationChange,
        answers={200: answers.Application}, summary="Change an application."),
    own("POST", "/applications/{id:int}/secret", applications.renew_secret, answers={200: answers.ApplicationWithSecret},
        summary="A new secret for an application."),
    own("DELETE", "/applications/{id:int}", applications.delete_application, answers={204: None}, summary="Delete an application."),
    own("GET", "/grants", applications.list_grants, query=models.Paging, answers={200: answers.PageOf[answers.Grant]},
        summary="Applications that may act for me."),
    own("DELETE", "/grants/{id:int}", applications.end_grant, answers={204: None}, summary="End what an application may do."),
    # Accounts and roles
    own("GET", "/accounts", accounts.list_accounts, query=models.AccountsQuery, answers={200: answers.PageOf[answers.Account]},
        summary="Accounts, for administrators."),
    own("POST", "/accounts", accounts.create_account, body=models.NewAccount, answers={201: answers.MadeAccount, 409: Problem},
        summary="Make an account."),
    own("GET", "/accounts/{id:int}", accounts.get_account, answers={200: answers.AccountWithCompanies}, summary="One account."),
    own("PATCH", "/accounts/{id:int}", accounts.change_account, body=models.AccountChange, answers={200: answers.Account, 409: Problem},
        summary="Change an account."),
    own("PUT", "/accounts/{id:int}/domains/{domain:name}", accounts.set_domain_state, body=models.DomainState,
        answers={200: answers.Account, 409: Problem}, summary="Give a domain, or change its state."),
    own("GET", "/accounts/{id:int}/roles", roles.list_roles, query=models.Paging, answers={200: answers.PageOf[answers.Role]},
        summary="Roles with their history."),
    own("POST", "/accounts/{id:int}/roles", roles.give_role, body=models.NewRole, answers={201: answers.Role, 409: Problem},
        summary="Give a role."),
    own("DELETE", "/accounts/{id:int}/roles/{role_id:int}", roles.end_role, answers={204: None, 409: Problem}, summary="End a role."),
    own("POST", "/accounts/{id:int}/reset-link", accounts.make_reset_link, body=models.WantedLink, answers={201: answers.SetUpLink},
        summary="A link to choose a password."),
    own("POST", "/accounts/{id:int}/unlock", accounts.unlock, answers={204: None}, summary="End the pause after wrong codes."),
    own("POST", "/accounts/{id:int}/second-factor/remove", accounts.remove_second_factor, answers={204: None},
        summary="Remove somebody's second factor."),
    own("POST", "/accounts/{id:int}/end-sessions", accounts.end_sessions, answers={200: answers.Ended},
        summary="Sign somebody out everywhere."),
    # Jobs
    own("GET", "/jobs", jobs.list_jobs, query=models.JobsQuery, answers={200: answers.Jobs}, summary="Work in the background."),
    own("GET", "/jobs/{id:int}", jobs.get_job, answers={200: answers.Job}, summary="One job."),
    own("POST", "/jobs/{id:int}/retry", jobs.retry, answers={200: answers.Job, 409: Problem}, summary="Try a job again."),
    own("POST", "/jobs/{id:int}/discard", jobs.discard, answers={204: None, 409: Problem}, summary="Discard a job."),
    # Connected services
    own("GET", "/services", services.list_services, query=models.Paging, answers={200: answers.PageOf[answers.Service]},
        summary="Other servers, and the own accounts there."),
    own("POST", "/services/{name:name}/connect", services.connect, answers={200: answers.ServiceAddress}, summary="Begin to connect one."),
    own("POST", "/services/{name:name}/callback", services.finish, body=models.ServiceCame,
        answers={200: answers.Service, 409: Problem, 502: Problem}, summary="Connect it with what it sent back."),
    own("DELETE", "/services/{name:name}", services.disconnect, answers={204: None}, summary="Disconnect it."),
    # Webhooks
    own("GET", "/webhooks", webhooks.list_webhooks, query=models.Paging, answers={200: answers.PageOf[answers.Webhook]},
        summary="Who is told of what happens in training."),
    own("POST", "/webhooks", webhooks.create_webhook, body=models.NewWebhook, answers={201: answers.WebhookWithSecret},
        summary="Tell somebody."),
    own("GET", "/webhooks/deliveries", webhooks.list_deliveries, query=models.DeliveriesQuery,
        answers={200: answers.PageOf[answers.Delivery]}, summary="What was sent, and how it ended."),
    own("GET", "/webhooks/deliveries/{id:int}", webhooks.get_delivery, answers={200: answers.DeliveryWithBody},
        summary="One delivery with all its attempts."),
    own("POST", "/webhooks/deliveries/{id:int}/replay", webhooks.replay, answers={200: answers.DeliveryWithBody, 409: Problem},
        summary="Send the same message again."),
    own("GET", "/webhooks/{id:int}", webhooks.get_webhook, answers={200: answers.Webhook}, summary="One endpoint."),
    own("PATCH", "/webhooks/{id:int}", webhooks.change_webhook, body=models.WebhookChange, answers={200: answers.Webhook, 409: Problem},
        summary="Change an endpoint, or switch it on or off."),
    own("DELETE", "/webhooks/{id:int}", webhooks.delete_webhook, answers={204: None, 409: Problem}, summary="Remove an endpoint."),
    own("POST", "/webhooks/{id:int}/secret", webhooks.renew_secret, answers={200: answers.WebhookWithSecret, 409: Problem},
        summary="A new secret for an endpoint."),
    own("POST", "/webhooks/{id:int}/test", webhooks.send_test, answers={201: answers.DeliveryWithBody, 409: Problem},
        summary="Send an endpoint a test message."),
    # Trainings
    own("GET", "/training/people", training_people.list_names, query=models.TrainingPeopleQuery,
        answers={200: answers.NamedPeople}, summary="Names of people in trainings."),
    # Learning: writing the education tree
    own("GET", "/learning/outline", learning_administration.list_branches, query=learning_administration.OutlineQuery,
        answers={200: answers.PageOf[learning_administration.Branch]}, summary="The education tree, for those who write it."),
    own("GET", "/learning/outline/{nouns:name}/{id:uuid}", learning_administration.get_node,
        answers={200: learning_administration.OutlineNode}, summary="A row of the tree, with what goes with it."),
    own("GET", "/learning/outline/topics/{id:uuid}/material", learning_administration.get_material,
        answers={200: learning_administration.Material}, summary="What a topic consists of, for those who write it."),
)  # fmt: skip
