"""Who may do what: every operation of the interface, line by line from its document (specs §4, §5.3, §15).

A line is `METHOD PATH LEVEL [key=value …]`. The level is one of the document's, or `public` (no session), or `self` (whatever
the session is), or `keeper` (of files), `listing` (them), or `translating`. Keys:

* `refused`: the status without the level; `own`, `other`, `master`: the status with it, for a thing of the own company, of another
  one, of the master; `for_others`: for a thing of the master's without being a master user
* a kind of people: its status with a thing of the own company; `candidate.other`: with a thing of another one
* `entity`: which entity it is about, where that is not the first segment; `params`: whose row each parameter of the path names, or
  the value itself, separated by commas; `list=yes`: it answers with rows although its path ends with an id
* `reach=all`: it is about the master's rows of all companies, so that a master user may see and change those of another one
"""

from dataclasses import dataclass, field

# Kind of people → the levels of the document that they hold.
KINDS: dict[str, frozenset[str]] = {
    "anonymous": frozenset(),
    "candidate": frozenset({"self", "any", "listing"}),
    "own_objects": frozenset({"self", "any", "office", "office_user"}),
    "office": frozenset({"self", "any", "office", "office_user"}),
    "supervisor": frozenset({"self", "any", "office", "office_user", "organisation_supervisor", "staff", "keeper", "listing"}),
    "author": frozenset(
        {"self", "any", "office", "office_user", "test_author", "report_author", "test_screen_template_author", "keeper", "listing"}
    ),
    "translator": frozenset({"self", "any", "office", "office_user", "translator", "translating"}),
    "researcher": frozenset({"self", "any", "office", "office_user", "researcher"}),
    "password_manager": frozenset({"self", "any", "office", "office_user", "password_manager"}),
    "master_user": frozenset({"self", "any", "office", "office_user", "master_user", "staff", "keeper", "listing", "translating"}),
}
FLAGS = {
    "own_objects": ("is_office_user", "may_work_with_own_objects_only"),
    "office": ("is_office_user",),
    "supervisor": ("is_office_user", "is_organisation_supervisor"),
    "author": ("is_office_user", "is_test_author", "is_report_author", "is_test_screen_template_author"),
    "translator": ("is_office_user", "is_translator"),
    "researcher": ("is_office_user", "is_researcher"),
    "password_manager": ("is_office_user", "is_password_manager"),
    "master_user": ("is_office_user",),
}

# Who sees the master's rows in a list (§3); for what is not here nobody does.
MASTER_SEEN_BY = {
    "tests": "any", "screentemplates": "any", "batteries": "office_user", "educations": "office_user", "nationalities": "office_user",
    "reportdefinitions": "office_user", "rightstemplates": "office_user", "audittrail": "master_user", "organisations": "master_user",
    "creditusages": "master_user", "datagathering": "master_user", "systemsettings": "master_user", "logins": "master_user",
}  # fmt: skip
# Whose single rows may be the master's for everybody.
FALLS_BACK = {"tests", "screentemplates", "reportdefinitions"}

LINES = """
GET    /test                                        public
GET    /test401                                     public
GET    /copyright                                   public
GET    /companyname                                 public
GET    /companylogo                                 public
GET    /version                                     public
GET    /login                                       public
GET    /login/qrcode                                public
POST   /login/mfacode                               public
POST   /sendresetpassword                           public
POST   /resetpassword                               public
POST   /checktoken                                  self
POST   /logout                                      self
GET    /logins/currentuser                          self
GET    /logins/currentuser/companies                self entity=companies
POST   /logins/currentuser/changepassword           office own=400
POST   /logins/currentuser                          office refused=404 master=403 master_user=200
GET    /logins                                      office reach=all
GET    /logins/{id}                                 staff reach=all other=404 master=404 for_others=404 master_user.other=200
POST   /logins/{id}                                 staff other=404 master=400
DELETE /logins/{id}                                 staff other=404 master=404
GET    /companies                                   master_user reach=all
GET    /companies/currentcompany                    self
GET    /companies/{id}                              any reach=all other=403 master=404 for_others=403 master_user.other=200
POST   /companies/{id}                              master_user reach=all
DELETE /companies/{id}                              master_user reach=all own=409 other=200 master=404
GET    /tokens                                      master_user reach=all
GET    /tokens/{id}                                 master_user reach=all master=404
POST   /tokens/{id}                                 master_user reach=all master=404
DELETE /tokens/{id}                                 master_user reach=all master=404
POST   /tokens/{id}/{company}                       master_user reach=all own=404 params=tokens,companies
GET    /activesessions                              office_user refused=403
POST   /refreshpublics                              master_user refused=404
POST   /persons/deleteunused                        office_user refused=404 master=403 master_user=200
GET    /persons/{id}/password                       password_manager

GET    /audittrail                                  office
GET    /audittrail/{id}                             office
POST   /audittrail/{id}                             office own=409 other=200 master=409
DELETE /audittrail/{id}                             master_user
GET    /audittrail/object/{id}                      office list=yes params=sessions
GET    /audittrail/session/{id}                     office list=yes params=sessions
GET    /audittrail/objecttype/{type}                organisation_supervisor list=yes params=1
GET    /batteries                                   office
GET    /batteries/{id}                              office
POST   /batteries/{id}                              office
DELETE /batteries/{id}                              office
GET    /educations                                  office
GET    /educations/{id}                             office
POST   /educations/{id}                             office
DELETE /educations/{id}                             office
GET    /generatedreports                            office
GET    /generatedreports/{linked_id}                office list=yes params=sessions
POST   /generatedreports/{linked_id}                office
DELETE /generatedreports/{linked_id}                office_user other=200 params=sessions
GET    /generatedreports/{linked_id}/{id}           office params=sessions,generatedreports
POST   /generatedreports/{linked_id}/{id}           office params=sessions,generatedreports
DELETE /generatedreports/{linked_id}/{id}           office params=sessions,generatedreports
GET    /groups                                      office
GET    /groups/{id}                                 office own_objects=404
POST   /groups/{id}                                 office own_objects=404
DELETE /groups/{id}                                 office own_objects=404
GET    /nationalities                               office
GET    /nationalities/{id}                          office
POST   /nationalities/{id}                          office
DELETE /nationalities/{id}                          office
GET    /organisations                               office
GET    /organisations/{id}                          office
POST   /organisations/{id}                          office
DELETE /organisations/{id}                          office
GET    /persons                                     office
GET    /persons/{id}                                any own_objects=404 master=404
POST   /persons/{id}                                any own_objects=404 other=404 master=404
DELETE /persons/{id}                                office_user own_objects=404 master=404
GET    /sessions                                    any
GET    /sessions/{id}                               any own_objects=404
POST   /sessions/{id}                               any own_objects=404 candidate.other=404
DELETE /sessions/{id}                               office own_objects=404
DELETE /sessions/{id}/deletealltests                office own_objects=404
GET    /sessions/{groupid}/{testid}/results         office own_objects=404 params=sessions,tests
GET    /sessions/{id}/groupmembers                  office list=yes params=group
POST   /sessions/{id}/groupmembers                  office params=group own_objects=404 other=404 master=404
DELETE /sessions/{id}/groupmembers                  office params=group own_objects=404 other=404 master=404
DELETE /sessions/group/{id}                         office params=group own_objects=404 other=404
POST   /sessions/group/{id}/archive                 office params=group own_objects=404 other=404
POST   /sessions/group/{id}/unarchive               office params=group own_objects=404 other=404
GET    /sessiontests                                office
GET    /sessiontests/{sessionid}                    office list=yes params=sessions
GET    /sessiontests/{sessionid}/{id}               office params=sessions,sessiontests
POST   /sessiontests/{sessionid}/{id}               office params=sessions,sessiontests other=400
DELETE /sessiontests/{sessionid}/{id}               office params=sessions,sessiontests
GET    /sessionteststaking/{sessionid}              any list=yes entity=sessiontests params=sessions
GET    /sessionteststaking/{sessionid}/{id}         any entity=sessiontests params=sessions,sessiontests own=404 candidate=200
POST   /sessionteststaking/{sessionid}/{id}         any entity=sessiontests params=sessions,sessiontests own=404 other=404 candidate=200
GET    /sessiontestsview                            office
GET    /sessionsview                                office
GET    /groupsessionsview                           office
GET    /reportdefinitions                           office
GET    /reportdefinitions/{id}                      any
POST   /reportdefinitions/{id}                      report_author
DELETE /reportdefinitions/{id}                      report_author
GET    /creditgrants                                office reach=all
GET    /creditgrants/{id}                           office reach=all for_others=200
POST   /creditgrants/{id}                           master_user reach=all other=400
DELETE /creditgrants/{id}                           master_user reach=all
GET    /creditusagespermonth                        office_user list=yes
GET    /creditusagespermonthforall/{year}           master_user list=yes params=0
GET    /creditusages                                office
GET    /creditusages/{id}                           office
POST   /creditusages/{id}                           master_user
DELETE /creditusages/{id}                           master_user
GET    /datagathering                               researcher
GET    /datagathering/{id}                          researcher
POST   /datagathering/{id}                          researcher other=200
DELETE /datagathering/{id}                          researcher
GET    /rightstemplates                             office
GET    /rightstemplates/{id}                        office
POST   /rightstemplates/{id}                        organisation_supervisor
DELETE /rightstemplates/{id}                        organisation_supervisor
GET    /screentemplates                             any
GET    /screentemplates/{id}                        any
POST   /screentemplates/{id}                        test_screen_template_author
DELETE /screentemplates/{id}                        test_screen_template_author
GET    /tests                                       office
GET    /tests/{id}                                  any
POST   /tests/{id}                                  test_author
DELETE /tests/{id}                                  test_author
GET    /systemsettings                              office
GET    /systemsettings/{name}                       office refused=404 params=setting
POST   /systemsettings/{name}                       staff refused=404 params=setting for_others=404
DELETE /systemsettings/{name}                       master_user refused=404 params=setting for_others=404
GET    /translations                                public
GET    /translations/{language}                     public params=en
POST   /translations/{language}                     translating refused=404 params=nl own=404 other=404 master=404 for_others=404
GET    /translate/{source}/{target}                 self params=en,nl own=404 other=404 master=404 for_others=404
GET    /files/{company_id}/{object_id}/{kind}       listing list=yes refused=403 params=place,tests,media
DELETE /files/{company_id}/{object_id}/{kind}       keeper params=place,tests,media other=200
GET    /files/{company_id}/{object_id}/{kind}/{name} public params=place,tests,media,file
POST   /files/{company_id}/{object_id}/{kind}/{name} keeper params=place,tests,media,file
DELETE /files/{company_id}/{object_id}/{kind}/{name} keeper params=place,tests,media,file
POST   /filecopy/{source_id}/{target_id}            keeper params=tests,target
POST   /sendmail                                    office_user refused=404 own=400
POST   /sendmailconsultant/{id}                     self params=sessions own=404 other=404 master=404 for_others=404 candidate=400
"""


@dataclass(frozen=True)
class Line:
    method: str
    path: str
    level: str
    options: dict[str, str] = field(default_factory=dict)

    @property
    def entity(self) -> str:
        return self.options.get("entity", self.path.split("/")[1])

    @property
    def is_list(self) -> bool:
        """Does it answer with rows, so that a missing level is a bad token?"""
        return self.method == "GET" and ("{" not in self.path or "list" in self.options)

    @property
    def params(self) -> list[str]:
        """What each parameter of the path names."""
        return self.options["params"].split(",") if "params" in self.options else [self.entity] * self.path.count("{")

    def reaches_all(self, kind: str) -> bool:
        return kind == "master_user" and self.options.get("reach") == "all"

    def refused(self, kind: str) -> int:
        if kind == "anonymous":
            return 404
        return int(self.options.get("refused", 404 if self.is_list else 403))

    def expected(self, kind: str, place: str) -> int:
        """The status for that kind of people and a thing of that place."""
        if self.level not in KINDS[kind]:
            return self.refused(kind)
        if f"{kind}.{place}" in self.options:
            return int(self.options[f"{kind}.{place}"])
        if place == "own":
            return int(self.options.get(kind, self.options.get("own", 200)))
        if self.is_list or "{" not in self.path:
            return int(self.options.get(kind, self.options.get(place, self.options.get("own", 200))))
        if place == "other" and not self.reaches_all(kind):
            return int(self.options.get("other", 200 if self.method == "POST" else 404))
        if kind == "master_user":
            return int(self.options.get(place, self.options.get("own", 200)))
        if self.method == "GET":
            return int(self.options.get("for_others", 200 if self.entity in FALLS_BACK else 404))
        return int(self.options.get("for_others", 403))


def lines() -> list[Line]:
    found = []
    for text in filter(None, map(str.strip, LINES.splitlines())):
        method, path, level, *options = text.split()
        found.append(Line(method, path, level, dict(option.split("=") for option in options)))
    return found
