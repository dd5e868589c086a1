"""The samples of the document, as docs/api/kms.md prints them, get the users from a running server."""

import asyncio
import json
import re
import sys
from pathlib import Path

import pytest

from tests.api.kms import people
from tests.make import PASSWORD

PAGE = Path(__file__).parents[3] / "docs" / "api" / "kms.md"
RUN = {
    "python": "import json, sys\nprint(json.dumps(OpenKMSAPI(sys.argv[1], sys.argv[2]).get_users()))",
    "javascript": "new OpenKMSAPI(process.argv[1], process.argv[2]).getUsers().then(users => console.log(JSON.stringify(users)))",
}


def sample(language: str) -> str:
    found = [block for block in re.findall(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.S) if "class OpenKMSAPI" in block]
    assert len(found) == 1
    return found[0]


async def said(*command: str) -> dict:
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
    async with asyncio.timeout(60):
        out, wrong = await process.communicate()
    assert process.returncode == 0, wrong.decode()
    return json.loads(out)


@pytest.mark.parametrize("language", ["python", pytest.param("javascript", marks=pytest.mark.node)])
async def test_a_sample_gets_the_users(kms, make, language):
    account = await make.account(password=PASSWORD, roles=(("training", "admin"),))
    signed_in = await (await kms.post("/auth/login", json={"username": account["username"], "password": PASSWORD})).json()
    script = sample(language) + RUN[language]
    program = [sys.executable, "-c", script] if language == "python" else ["node", "-e", script]
    base = kms.url.removesuffix("/api/v1")
    for key in (signed_in["access_token"], await make.token(account)):
        found = await said(*program, base, key)
        assert set(found) == {"users", "total", "skip", "limit"}
        assert (found["skip"], found["limit"], len(found["users"])) == (0, 100, min(100, found["total"]))
        assert all(set(user) == FIELDS for user in found["users"])
    refused = await said(*program, base, await make.token((await people.employee(kms, make)).account))
    assert refused["detail"] == "Not authorized to perform this action"


FIELDS = {"id", "username", "email", "full_name", "office_location", "department", "role", "is_active", "created_at"}
SAMPLES = {
    "python": """import requests
class OpenKMSAPI:
def __init__(self, base_url, api_key):
self.base_url = base_url
self.session = requests.Session()
self.session.headers.update({"Authorization": f"Bearer {api_key}"})
def get_users(self):
response = self.session.get(f"{self.base_url}/api/v1/users")
return response.json()
""",
    "javascript": """class OpenKMSAPI {
constructor(baseUrl, apiKey) {
this.baseUrl = baseUrl;
this.headers = { 'Authorization': `Bearer ${apiKey}` };
}
async getUsers() {
const response = await fetch(`${this.baseUrl}/api/v1/users`, {
headers: this.headers
});
return response.json();
}
}
""",
}


@pytest.mark.parametrize("language", SAMPLES)
def test_the_page_prints_the_documents_sample(language):
    assert [line.strip() for line in sample(language).splitlines()] == SAMPLES[language].splitlines()
