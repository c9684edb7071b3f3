"""The image's recipe, compose, and what both say of the platform's settings."""

import json
import re
import tomllib

import yaml

from checks import DEFAULTS, ROOT, SERVICES, check, expect, last_telemetry, refused_by_the_platform, run, settings

COMPOSE = ROOT / "deploy" / "compose.yaml"


def passwords():
    """The variables of .env.example."""
    return re.findall(r"^(\w+)=", (ROOT / "deploy" / ".env.example").read_text(), re.MULTILINE)


def compose(*arguments, without=None):
    filled_in = {name: f"secret{place}" for place, name in enumerate(passwords()) if name != without}
    command = ["docker-compose", "--file", str(COMPOSE), "--env-file", "/dev/null", "--profile", "*", *arguments]
    return run(*command, **filled_in)


def composed():
    answer = compose("config", "--format", "json")
    expect(answer.returncode == 0, answer.stderr)
    return json.loads(answer.stdout)["services"]


@check("hadolint has nothing to say about the Dockerfile")
def _():
    answer = run("hadolint", "--no-color", "--failure-threshold", "style", "deploy/Dockerfile")
    expect(answer.returncode == 0, answer.stdout + answer.stderr)


@check("the image is built with the workspace's Rust, and ends as a user that is a number and not root")
def _():
    text = (ROOT / "deploy" / "Dockerfile").read_text()
    rust = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["rust-version"]
    expect(f"rust:{rust}." in text, f"the builder is not Rust {rust}")
    expect(re.search(r"^USER [1-9]\d*:[1-9]\d*$", text, re.MULTILINE), "USER is not a number")


@check("workspace, image, compose and chart have the same version")
def _():
    version = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["version"]
    chart = yaml.safe_load((ROOT / "helm" / "Chart.yaml").read_text())
    expect(f"ARG VERSION={version}\n" in (ROOT / "deploy" / "Dockerfile").read_text(), "deploy/Dockerfile differs")
    expect(chart["appVersion"] == version, "helm/Chart.yaml differs")
    expect(composed()["reviews"]["image"] == f"aceleracion:{version}", "deploy/compose.yaml differs")


@check("compose accepts its file, and refuses it when any one password is missing")
def _():
    answer = compose("config", "--quiet")
    expect(answer.returncode == 0, answer.stderr)
    expect(len(passwords()) == 5, "deploy/.env.example does not name five passwords")
    for name in passwords():
        answer = compose("config", "--quiet", without=name)
        expect(answer.returncode != 0 and name in answer.stderr and ".env" in answer.stderr, f"{name} may be missing")


@check("containers of ours may write nowhere else, gain no rights, and end in their time")
def _():
    ours = {name: each for name, each in composed().items() if each["image"].startswith("aceleracion:")}
    expect(set(ours) == {*SERVICES, "migrate", "cli"}, f"ours are {sorted(ours)}")
    shutdown = int(re.search(r"^shutdown_seconds = (\d+)$", DEFAULTS.read_text(), re.MULTILINE)[1])
    granted = shutdown + last_telemetry() + 5
    for name, each in ours.items():
        expect(each.get("read_only"), f"{name} may write")
        expect(each.get("cap_drop") == ["ALL"], f"{name} keeps capabilities")
        expect(each.get("security_opt") == ["no-new-privileges:true"], f"{name} may gain privileges")
        expect(each.get("stop_grace_period") == f"{granted}s", f"{name} has another time to end than {granted} s")


@check("each service in compose waits for schema, database and broker, is asked for its health, and is found by cli")
def _():
    services = composed()
    for name in SERVICES:
        waits = {other: each["condition"] for other, each in services[name]["depends_on"].items()}
        expect(waits == {"migrate": "service_completed_successfully", "postgres": "service_healthy",
                         "rabbitmq": "service_healthy"}, f"{name} waits for {waits}")
        expect(services[name]["healthcheck"]["test"][-2:] == ["health", name], f"{name} is asked something else")
        expect(services[name]["command"] == ["serve", name], f"{name} serves something else")
        url = services["cli"]["environment"][f"ACELERACION__CLIENTS__{name.upper()}"]
        expect(url == f"http://{name}:7400", f"cli looks for {name} at {url}")


@check("the platform accepts the settings that compose gives it")
def _():
    for name, each in composed().items():
        if each["image"].startswith("aceleracion:"):
            said = refused_by_the_platform(each["environment"])
            expect(not said, f"{name}: {said}")


@check("every setting that deploy/ and helm/ name is one of defaults.toml")
def _():
    known = settings()
    files = [path for folder in ("deploy", "helm") for path in (ROOT / folder).rglob("*") if path.is_file()]
    named = {(path, name) for path in files for name in re.findall(r"ACELERACION__(\w+)", path.read_text())}
    expect(len(named) > 20, f"only {len(named)} settings were found: the search is broken")
    for path, name in sorted(named):
        expect(name in known, f"{path.relative_to(ROOT)}: there is no setting {name}")
