"""The whole route table of the Akako LMS API, in the order of its document."""

from functools import partial
from typing import Any

from server.api.lms import (
    documents,
    education,
    education_models,
    enrollment_models,
    enrollments,
    file_models,
    lists,
    mentors,
    models,
    profile,
    provider_models,
    roles,
    streams,
    sync,
    user_models,
    users,
    videos,
    webhooks,
)
from server.api.lms.errors import Problem
from server.http.routing import MULTIPART, Answer, Form, Route, route

TAKEN = {409: Problem}
# What may go wrong with a form that has a file in it, beside what the line says.
FORM_REFUSED = {404: Problem, 409: Problem, 503: Problem}
BYTES = Answer(media="application/octet-stream", text="The bytes, with the media type of the file.", further=("*/*",))
CONTENT: dict[int, Any] = {200: BYTES, 206: BYTES, 304: None, 404: Problem, 412: Problem, 416: Problem, 503: Problem}
# Where a body names what must be there.
GONE = {404: Problem}
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
    route("POST", "/auth/sync", sync.sync_user, scopes=(), auth="none", rate="auth", body=provider_models.Sync,
          answers={200: models.Envelope[models.User | provider_models.Announced], 201: models.Envelope[models.User], 401: Problem,
                   403: Problem, 409: Problem}, summary="Make or update the user of a token; without one, announce somebody."),
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
    writing("DELETE", "/users/{id}/roles", roles.end_role, query=user_models.RoleGiven, answers=one(models.User) | {400: Problem},
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

    # File management
    writing("POST", "/s3/document/upload", documents.upload, rate="uploads", body=Form(file_models.DocumentForm, MULTIPART),
            answers=one(education_models.Document, 201) | FORM_REFUSED, summary="Upload a document to a topic."),
    reading("GET", "/s3/document/stream", streams.stream_document, query=file_models.DocumentAsked, answers=CONTENT,
            summary="The bytes of a document."),
    writing("DELETE", "/admin/education/topics/{id}/documents/{docId}", documents.delete, answers=one(education_models.Deleted),
            summary="Delete a document."),
    writing("PUT", "/admin/education/topics/{id}/video", videos.put_video, rate="uploads", body=Form(file_models.VideoForm, MULTIPART),
            answers=one(education_models.Topic) | FORM_REFUSED, summary="Upload or replace the video of a topic."),
    writing("DELETE", "/admin/education/topics/{id}/video", videos.delete_video, answers=one(education_models.Topic),
            summary="Delete the video of a topic."),
    reading("GET", "/s3/video/stream", streams.stream_video, rate="streams", query=file_models.VideoAsked, answers=CONTENT,
            summary="The bytes of the video of a topic."),

    # Enrollment system
    writing("POST", "/enrollment/request", enrollments.request_enrollment, body=enrollment_models.EnrollmentAsked,
            answers=one(enrollment_models.Enrollment, 201) | TAKEN | GONE, summary="Ask to learn a subject."),
    reading("GET", "/admin/enrollment/pending", enrollments.list_pending, query=enrollment_models.PendingEnrollments,
            answers=many(enrollment_models.Enrollment), summary="Enrollments that wait for a decision."),
    writing("PUT", "/admin/enrollment/{id}/approve", enrollments.approve, answers=one(enrollment_models.Enrollment) | TAKEN,
            summary="Approve an enrollment."),
    writing("PUT", "/admin/enrollment/{id}/reject", enrollments.reject, body=enrollment_models.Rejected,
            answers=one(enrollment_models.Enrollment) | TAKEN, summary="Reject an enrollment."),

    # Mentor applications
    writing("POST", "/mentor/apply", mentors.apply, body=enrollment_models.MentorApplied,
            answers=one(enrollment_models.MentorApplication, 201) | TAKEN, summary="Apply to become a mentor."),
    reading("GET", "/admin/mentor/pending", mentors.list_pending, query=enrollment_models.PendingApplications,
            answers=many(enrollment_models.MentorApplication), summary="Applications that wait for a decision."),
    writing("PUT", "/admin/mentor/{id}/approve", mentors.approve, answers=one(enrollment_models.MentorApplication) | TAKEN,
            summary="Approve an application, which gives the role."),
    writing("PUT", "/admin/mentor/{id}/reject", mentors.reject, body=enrollment_models.Rejected,
            answers=one(enrollment_models.MentorApplication) | TAKEN, summary="Reject an application."),

    # What the identity provider tells
    route("POST", "/webhooks/clerk", webhooks.receive, scopes=(), auth="none", rate="webhooks", body="application/json",
          answers={200: models.Envelope[provider_models.Received]}, summary="An event of the identity provider, signed as Svix does."),
)  # fmt: skip
