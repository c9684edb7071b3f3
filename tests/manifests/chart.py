"""The chart in helm/: what it renders, with the values that an operator may choose."""

import json
import re
import tempfile
from urllib.parse import urlsplit

import helm_python as helm
import kubernetes_validate

from checks import ROOT, SERVICES, Wrong, check, expect, last_telemetry, refused_by_the_platform, settings
from release import CHART, SECRETS, VALUES, mounted, of_kind, pods, render, variables

# The oldest that the chart allows, one between, and the newest known.
KUBERNETES = ["1.30.0", "1.34.0", kubernetes_validate.latest_version()]


@check("the chart's settings have the names and limits of defaults.toml, and none of them is secret")
def _():
    known = settings()
    schema = json.loads((CHART / "values.schema.json").read_text())["properties"]["settings"]["properties"]
    for section, fields in schema.items():
        for field, rule in fields["properties"].items():
            name = f"{section}__{field}".upper()
            expect(name in known, f"there is no setting {name}")
            expect(f"ACELERACION__{name}" not in SECRETS, f"{name} is secret")
            limits = (rule["minimum"], rule["maximum"]) if rule.get("type") == "integer" else None
            expect(limits == known[name], f"{name} allows {limits}, defaults.toml {known[name]}")


@check("helm lint finds nothing")
def _():
    for title, values in VALUES.items():
        report = helm.lint(CHART, values, strict=True, namespace="here")
        said = [each["error"] for each in report["messages"] if each["severity"] != 1] + report["errors"]
        expect(report["total_charts_linted"] == 1 and not said, f"{title}: {said}")


def validated(title, values, version):
    @check(f"Kubernetes {version} has a schema for every object of the chart, and accepts it, with {title}")
    def _():
        for (kind, name), each in render(values).items():
            try:
                kubernetes_validate.validate(each, version, strict=True)
            except kubernetes_validate.ValidationError as problem:
                raise Wrong(f"{kind} {name}: {'.'.join(map(str, problem.path))}: {problem.message}") from None
            except kubernetes_validate.SchemaNotFoundError as problem:
                raise Wrong(problem.message) from None


for each_version in KUBERNETES:
    for each_title, each_values in VALUES.items():
        validated(each_title, each_values, each_version)


@check("what Kubernetes does not know is refused")
def _():
    manifest = render({})["Deployment", "demo-aceleracion-reviews"]
    manifest["spec"]["template"]["spec"]["containers"][0]["readynessProbe"] = {}
    for version in KUBERNETES:
        try:
            kubernetes_validate.validate(manifest, version, strict=True)
        except kubernetes_validate.ValidationError:
            continue
        raise Wrong(f"Kubernetes {version} accepts a readynessProbe")


@check("the chart renders what the values ask for")
def _():
    objects = render({})
    expected = {f"demo-aceleracion-{name}" for name in SERVICES}
    for kind in ("Deployment", "Service", "PodDisruptionBudget"):
        expect({each["metadata"]["name"] for each in of_kind(objects, kind)} == expected, f"{kind}s differ")
    expect(not of_kind(objects, "HorizontalPodAutoscaler"), "it scales by itself")
    objects = render(VALUES["autoscaling"])
    for each in of_kind(objects, "HorizontalPodAutoscaler"):
        target = objects["Deployment", each["spec"]["scaleTargetRef"]["name"]]
        expect("replicas" not in target["spec"], "each upgrade would undo what the autoscaler did")
        expect((each["spec"]["minReplicas"], each["spec"]["maxReplicas"]) == (2, 9), "other limits of scaling")
    expect(len(of_kind(objects, "HorizontalPodAutoscaler")) == 4, "a service does not scale")
    expect(len(of_kind(render(VALUES["one service"]), "Deployment")) == 1, "a disabled service is there")
    objects = render(VALUES["everything of one's own"])
    data = objects["ConfigMap", "demo-aceleracion-settings"]["data"]
    expect(data["ACELERACION__SERVER__MAX_MESSAGE_BYTES"] == "67108864", "a large number is written otherwise")
    text = json.dumps(list(objects.values()))
    named = ["own@sha256:aaa", '"own"', "own-keys", "own-account", "keys.json", "10.0.0.0/8", "dedicated", '"pull"']
    for own in named:
        expect(own in text, f"{own} is nowhere")


@check("selectors find the pods they are for, and no others")
def _():
    objects = render({})
    deployments = of_kind(objects, "Deployment")
    labels = {each["metadata"]["name"]: each["spec"]["template"]["metadata"]["labels"] for each in deployments}
    for kind in ("Deployment", "Service", "PodDisruptionBudget"):
        for each in of_kind(objects, kind):
            selector = each["spec"]["selector"].get("matchLabels", each["spec"]["selector"])
            found = [name for name, has in labels.items() if selector.items() <= has.items()]
            expect(found == [each["metadata"]["name"]], f"{kind} {each['metadata']['name']} finds {found}")
    everyone = objects["NetworkPolicy", "demo-aceleracion"]["spec"]["podSelector"]["matchLabels"]
    for pod in pods(objects):
        expect(everyone.items() <= pod["metadata"]["labels"].items(), "a pod is outside the network policy")


@check("no pod runs as root, writes to its image, keeps a capability or holds a token of Kubernetes")
def _():
    for values in VALUES.values():
        for pod in pods(render(values)):
            spec, container = pod["spec"], pod["spec"]["containers"][0]
            name, security = container["name"], container["securityContext"]
            expect(spec["securityContext"]["runAsNonRoot"], f"{name} may be root")
            expect(spec["securityContext"]["runAsUser"] > 0, f"{name} is root")
            profile = spec["securityContext"]["seccompProfile"]
            expect(profile == {"type": "RuntimeDefault"}, f"{name} may make any system call")
            expect(spec["automountServiceAccountToken"] is False, f"{name} holds a token")
            expect(security["readOnlyRootFilesystem"], f"{name} may write to its image")
            expect(security["capabilities"] == {"drop": ["ALL"]}, f"{name} keeps capabilities")
            expect(security["allowPrivilegeEscalation"] is False, f"{name} may gain privileges")


@check("every service has a bounded disk of its own to write archives and exports on")
def _():
    for each in of_kind(render({"scratch": {"sizeLimit": "3Gi"}}), "Deployment"):
        spec = each["spec"]["template"]["spec"]
        volumes = {volume["name"]: volume for volume in spec["volumes"]}
        mounts = {mount["mountPath"]: mount for mount in spec["containers"][0]["volumeMounts"]}
        expect("/tmp" in mounts and not mounts["/tmp"].get("readOnly"), f"{each['metadata']['name']} has no /tmp")
        disk = volumes[mounts["/tmp"]["name"]].get("emptyDir")
        expect(disk == {"sizeLimit": "3Gi"}, f"{each['metadata']['name']} has {disk} for /tmp")


@check("probes ask for the names that the services answer to")
def _():
    for each in of_kind(render({}), "Deployment"):
        container = each["spec"]["template"]["spec"]["containers"][0]
        expect(container["livenessProbe"]["grpc"] == {"port": 7400}, "the process is asked for a service")
        source = (ROOT / "services" / container["name"] / "src" / "lib.rs").read_text()
        answers_to = re.search(r'grpc: &\["([\w.]+)"\]', source)[1]
        for probe in ("startupProbe", "readinessProbe"):
            asked = container[probe]["grpc"]
            expect(asked == {"port": 7400, "service": answers_to}, f"{container['name']}: {probe} asks {asked}")


@check("with TLS the executable asks itself, and a gateway is told")
def _():
    for title, place in (("TLS", "https://localhost:7400"), ("mutual TLS", "https://127.0.0.1:7400")):
        objects = render(VALUES[title])
        for each in of_kind(objects, "Deployment"):
            container = each["spec"]["template"]["spec"]["containers"][0]
            program = "/usr/local/bin/aceleracion"
            for probe in ("startupProbe", "readinessProbe"):
                asked = container[probe]["exec"]["command"]
                expect(asked == [program, "health", container["name"], "--url", place], f"{probe} asks {asked}")
            asked = container["livenessProbe"]["exec"]["command"]
            expect(asked == [program, "health", "--url", place], f"livenessProbe asks {asked}")
        for each in of_kind(objects, "Service"):
            expect(each["spec"]["ports"][0]["appProtocol"] == "https", "a gateway would speak without TLS")


@check("every file that a setting names is mounted from where the values say, and no other")
def _():
    expected = {
        "the defaults": {"AUDIT__KEY_FILE": ("aceleracion-audit", "audit.pk8")},
        "mutual TLS": {
            "AUDIT__KEY_FILE": ("aceleracion-audit", "audit.pk8"),
            "SERVER__TLS_CERTIFICATE_FILE": ("own-server", "chain.pem"),
            "SERVER__TLS_KEY_FILE": ("own-server", "server.pem"),
            "SERVER__TLS_CLIENT_CA_FILE": ("own-callers", "callers.pem"),
            "CLIENTS__CA_FILE": ("own-authority", "ca.crt"),
            "CLIENTS__CERTIFICATE_FILE": ("own-probe", "tls.crt"),
            "CLIENTS__KEY_FILE": ("own-probe", "tls.key"),
            "IDENTITY__CA_FILE": ("own-identity", "ca.crt"),
        },
        "everything of one's own": {
            "AUDIT__KEY_FILE": ("own", "own.pk8"),
            "IDENTITY__JWKS_FILE": ("own-keys", "keys.json"),
        },
    }
    for title, files in expected.items():
        objects = render(VALUES[title])
        for each in of_kind(objects, "Deployment"):
            spec = each["spec"]["template"]["spec"]
            named = variables(objects, spec["containers"][0])
            files_named = {name: value for name, value in named.items() if name.endswith("_FILE")}
            named = {name.removeprefix("ACELERACION__"): value for name, value in files_named.items()}
            found = {name: seen.get(path) for seen in [mounted(spec)] for name, path in named.items()}
            expect(found == files, f"{title}: {found}")
            expect(set(mounted(spec)) == set(named.values()), f"{title}: {sorted(mounted(spec))} is mounted")


@check("the network policy lets pods out to each port that settings and secrets name, and the time to end is enough")
def _():
    objects = render({})
    out = objects["NetworkPolicy", "demo-aceleracion"]["spec"]["egress"][1]["ports"]
    open_ports = {each["port"] for each in out}
    issuer = objects["ConfigMap", "demo-aceleracion-settings"]["data"]["ACELERACION__IDENTITY__ISSUER"]
    for url in [*SECRETS.values(), issuer]:
        port = urlsplit(url.replace("{service}", "")).port or 443
        expect(port in open_ports, f"{url} cannot be reached")
    for each in of_kind(objects, "Deployment"):
        spec = each["spec"]["template"]["spec"]
        paused = spec["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
        ending = paused + 25 + last_telemetry()
        expect(spec["terminationGracePeriodSeconds"] > ending, f"{ending} seconds are not granted")


@check("the platform accepts the settings that the chart gives it, in production mode")
def _():
    for title, values in VALUES.items():
        objects = render(values)
        for pod in pods(objects):
            environment = variables(objects, pod["spec"]["containers"][0])
            expect(environment["ACELERACION__MODE"] == "production", f"{title}: it is for trials")
            said = refused_by_the_platform(environment)
            expect(not said, f"{title}: {said}")


@check("nothing secret is rendered, and only the migration knows the role that owns the tables")
def _():
    for values in VALUES.values():
        objects = render(values)
        expect(not of_kind(objects, "Secret"), "the chart makes a Secret")
        expect("://app" not in json.dumps(list(objects.values())), "a URL with a user is rendered")
        for each in of_kind(objects, "Deployment"):
            expect("MIGRATE_URL" not in json.dumps(each), f"{each['metadata']['name']} knows the owner")


@check("the chart refuses values it does not know or that cannot work, and says which")
def _():
    cases = [
        ({"replicas": 3}, "replicas"),
        ({"services": {"catalogue": {"enabled": True}}}, "catalogue"),
        ({"services": {"reviews": {"replicas": 0}}}, "replicas"),
        ({"settings": {"server": {"max_message_bytes": 1}}}, "max_message_bytes"),
        ({"settings": {"database": {"url": "postgres://app:pw@db/x"}}}, "url"),
        ({"image": {"digest": "latest"}}, "digest"),
        ({"terminationGracePeriodSeconds": 3 + 25 + last_telemetry()}, "terminationGracePeriodSeconds"),
        ({"tls": {"callerAuthority": {"name": "own"}}}, "tls.server.existingSecret"),
        ({"tls": {"callerAuthority": {"name": "own"}, "server": {"existingSecret": "own"}}}, "tls.probe.existingSecret"),
        ({"tls": {"probeHost": "elsewhere"}}, "probeHost"),
        ({"services": {name: {"enabled": False} for name in SERVICES}}, "no service is enabled"),
    ]
    for values, word in cases:
        try:
            render(values)
        except helm.HelmError as problem:
            expect(word in str(problem), f"{values} is refused with {problem}")
        else:
            raise Wrong(f"{values} is accepted")


@check("rendering twice gives the same, also from the package")
def _():
    with tempfile.TemporaryDirectory() as folder:
        package = helm.package(CHART, destination=folder)
        texts = []
        for source in (CHART, CHART, package):
            with helm.Chart.load(source) as chart:
                texts.append(json.dumps(chart.render({}, name="demo", namespace="here"), sort_keys=True))
    expect(texts[0] == texts[1], "rendering differs from time to time")
    expect(texts[0] == texts[2], "the package renders something else")
