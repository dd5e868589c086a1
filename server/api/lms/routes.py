"""The whole route table of the Akako LMS API, in the order of its document."""

from functools import partial
from typing import Any

from server.api.lms import education, education_models, lists, models, profile, roles, user_models, users
from server.api.lms.errors import Problem
from server.http.routing import Route, route

TAKEN = {409: Problem}
# What everybody reads: a credential is not needed, a bad one is refused.
public = partial(route, scopes=("learning.read",), auth="optional")
reading = partial(route, scopes=("learning.read",))
writing = partial(route, scopes=("learning.write",))


def one(model: Any, status: int = 200) -> dict[int, Any]:
    """The answer that brings one thing in the envelope."""
    return {status: models.Envelope[model]}


def many(model: Any) -> dict[int, Any]:
    return {200: lists.ListOf[model]}


ROUTES: tuple[Route, ...] = (
    # Authentication
    route("GET", "/auth/profile", profile.get_profile, scopes=("learning.read",), rate="auth",
          answers={200: models.Envelope[models.User]}, summary="The own user."),
    writing("PUT", "/auth/profile", profile.update_profile, rate="auth", body=user_models.ProfileChange, answers=one(models.User),
            summary="Change the own names, phone, picture and what one says of oneself."),

    # Users and roles
    reading("GET", "/users", users.list_users, query=user_models.UserList, answers=many(models.User), summary="List users."),
    reading("GET", "/users/{id}", users.get_user, answers=one(models.User), summary="Get a user."),
    writing("PUT", "/users/{id}", users.update_user, body=user_models.UserChange, answers=one(models.User) | TAKEN,
            summary="Change a user: names, address, state."),
    writing("POST", "/users/{id}/roles", roles.give_role, body=user_models.NewRole, answers=one(user_models.Assignment, 201) | TAKEN,
            summary="Give a role, from and until a moment."),
    writing("DELETE", "/users/{id}/roles", roles.end_role, query=user_models.RoleGiven, answers=one(models.User),
            summary="End a role; its history stays. `role` may stand in a body instead."),

    # Education system
    public("GET", "/education/levels", education.list_levels, query=education_models.TreeQuery, answers=many(education_models.Level),
           summary="List education levels."),
    public("GET", "/education/levels/{id}", education.get_level, answers=one(education_models.Level), summary="Get an education level."),
    public("GET", "/education/levels/{id}/grades", education.list_grades, query=education_models.TreeQuery,
           answers=many(education_models.Grade), summary="Grades of a level."),
    public("GET", "/education/grades/{id}", education.get_grade, answers=one(education_models.Grade), summary="Get a grade."),
    public("GET", "/education/grades/{id}/subjects", education.list_subjects, query=education_models.TreeQuery,
           answers=many(education_models.Subject), summary="Subjects of a grade."),
    public("GET", "/education/subjects/{id}", education.get_subject, answers=one(education_models.Subject), summary="Get a subject."),
    public("GET", "/education/subjects/{id}/topics", education.list_topics, query=education_models.TreeQuery,
           answers=many(education_models.Topic), summary="Topics of a subject."),
    public("GET", "/education/topics/{id}", education.get_topic, answers=one(education_models.Topic), summary="Get a topic."),
    writing("POST", "/admin/education/levels", education.create_level, body=education_models.NewLevel,
            answers=one(education_models.Level, 201) | TAKEN, summary="Create an education level."),
    writing("PUT", "/admin/education/levels/{id}", education.update_level, body=education_models.LevelChange,
            answers=one(education_models.Level) | TAKEN, summary="Update an education level."),
    writing("DELETE", "/admin/education/levels/{id}", education.delete_level, answers=one(education_models.Deleted),
            summary="Delete an education level with all below it."),
    writing("POST", "/admin/education/levels/{id}/grades", education.create_grade, body=education_models.NewGrade,
            answers=one(education_models.Grade, 201) | TAKEN, summary="Create a grade."),
    writing("PUT", "/admin/education/grades/{id}", education.update_grade, body=education_models.GradeChange,
            answers=one(education_models.Grade) | TAKEN, summary="Update a grade."),
    writing("DELETE", "/admin/education/grades/{id}", education.delete_grade, answers=one(education_models.Deleted),
            summary="Delete a grade with all below it."),
    writing("POST", "/admin/education/grades/{id}/subjects", education.create_subject, body=education_models.NewSubject,
            answers=one(education_models.Subject, 201) | TAKEN, summary="Create a subject."),
    writing("PUT", "/admin/education/subjects/{id}", education.update_subject, body=education_models.SubjectChange,
            answers=one(education_models.Subject) | TAKEN, summary="Update a subject, or give it to a mentor."),
    writing("DELETE", "/admin/education/subjects/{id}", education.delete_subject, answers=one(education_models.Deleted),
            summary="Delete a subject with its topics."),
    writing("POST", "/admin/education/subjects/{id}/topics", education.create_topic, body=education_models.NewTopic,
            answers=one(education_models.Topic, 201) | TAKEN, summary="Create a topic."),
    writing("PUT", "/admin/education/topics/{id}", education.update_topic, body=education_models.TopicChange,
            answers=one(education_models.Topic) | TAKEN, summary="Update a topic."),
    writing("DELETE", "/admin/education/topics/{id}", education.delete_topic, answers=one(education_models.Deleted),
            summary="Delete a topic with its documents and video."),

)  # fmt: skip
