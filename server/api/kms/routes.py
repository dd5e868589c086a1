"""The whole route table of the OpenKMS API, in the order of its document."""

from dataclasses import replace
from functools import partial

from server.api.kms import errors, metadata, models, registrations, sign_in, trainings, users
from server.http.routing import Route, route

REFUSED = {400: errors.Problem}
door = partial(route, scopes=(), auth="none", rate="auth")
reading = partial(route, scopes=("training.read",), numbered=True)
writing = partial(route, scopes=("training.write",), numbered=True)


def slashed(line: Route) -> tuple[Route, Route]:
    """A list, also with a slash at the end: clients of the reference implementation write it (specs/openkms.md, §1)."""
    return line, replace(line, path=line.path + "/", hidden=True)


ROUTES: tuple[Route, ...] = (
    # Authentication
    door("POST", "/auth/login", sign_in.login, body=models.Login, answers={200: models.SignedIn},
         summary="Sign in."),
    door("POST", "/auth/register", sign_in.register, body=models.Register, answers={201: models.SignedIn},
         summary="Register a new user."),
    door("POST", "/auth/refresh", sign_in.refresh, body=models.Refresh, answers={200: models.AccessToken},
         summary="A new access token."),
    route("POST", "/auth/change-password", sign_in.change_password, scopes=("training.write",), operation="credentials",
          body=models.ChangePassword, rate="auth", answers={200: models.Message}, summary="Change the own password."),
    route("GET", "/auth/me", sign_in.me, scopes=("training.read",), rate="users", answers={200: models.Me}, summary="Who am I."),

    # Users
    *slashed(reading("GET", "/users", users.list_users, rate="users", query=models.UserList, answers={200: models.Users},
                    summary="List users.")),
    reading("GET", "/users/{user_id}", users.get_user, rate="users", answers={200: models.OneUser}, summary="Get a user."),
    writing("PUT", "/users/{user_id}", users.update_user, rate="users", body=models.UserChange,
            answers={200: models.UserUpdated} | REFUSED, summary="Update a user."),
    writing("DELETE", "/users/{user_id}", users.delete_user, rate="users", answers={200: models.Message} | REFUSED,
            summary="Deactivate a user."),

    # Trainings
    *slashed(reading("GET", "/trainings", trainings.list_trainings, rate="trainings", query=models.TrainingList,
            answers={200: models.Trainings}, summary="List trainings.")),
    reading("GET", "/trainings/{training_id}", trainings.get_training, rate="trainings", answers={200: models.OneTraining},
            summary="Get a training."),
    *slashed(writing("POST", "/trainings", trainings.create_training, rate="trainings", body=models.NewTraining,
            answers={201: models.TrainingCreated}, summary="Create a training.")),
    writing("PUT", "/trainings/{training_id}", trainings.update_training, rate="trainings", body=models.TrainingChange,
            answers={200: models.TrainingUpdated}, summary="Update a training."),
    writing("DELETE", "/trainings/{training_id}", trainings.delete_training, rate="trainings",
            answers={200: models.Message} | REFUSED, summary="Delete a training."),

    # Registrations
    *slashed(reading("GET", "/registrations", registrations.list_registrations, rate="registrations", query=models.RegistrationList,
            answers={200: models.Registrations}, summary="List registrations.")),
    reading("GET", "/registrations/{registration_id}", registrations.get_registration, rate="registrations",
            answers={200: models.OneRegistration}, summary="Get a registration."),
    *slashed(writing("POST", "/registrations", registrations.create_registration, rate="registrations", body=models.NewRegistration,
            answers={201: models.RegistrationSaid, 404: errors.Problem} | REFUSED, summary="Register for a training.")),
    writing("PUT", "/registrations/{registration_id}", registrations.update_registration, rate="registrations",
            body=models.RegistrationChange, answers={200: models.RegistrationSaid} | REFUSED, summary="Update a registration."),
    writing("DELETE", "/registrations/{registration_id}", registrations.cancel_registration, rate="registrations",
            answers={200: models.Message} | REFUSED, summary="Cancel a registration."),

    # Value lists
    reading("GET", "/metadata/roles", metadata.list_roles, answers={200: models.Roles}, summary="Roles of users."),
    reading("GET", "/metadata/categories", metadata.list_categories, answers={200: models.Categories}, summary="Categories of trainings."),
    reading("GET", "/metadata/levels", metadata.list_levels, answers={200: models.Levels}, summary="Levels of trainings."),
    reading("GET", "/metadata/statuses", metadata.list_statuses, answers={200: models.Statuses}, summary="Statuses of registrations."),
)  # fmt: skip
