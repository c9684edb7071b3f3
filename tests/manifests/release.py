"""Releases of the chart: the values that an operator may choose, and what is rendered for them."""

import helm_python as helm
import yaml

from checks import ROOT, SERVICES

CHART = ROOT / "helm"
# What stands in the Secrets of a cluster, as far as the platform's own check looks at it.
SECRETS = {
    "ACELERACION__DATABASE__URL": "postgres://app:pw@db:5432/{service}",
    "ACELERACION__DATABASE__NETWORK_URL": "postgres://network:pw@db:5432/{service}",
    "ACELERACION__DATABASE__MIGRATE_URL": "postgres://owner:pw@db:5432/{service}",
    "ACELERACION__EVENTS__URL": "amqps://user:pw@broker:5671/%2f",
    "ACELERACION__MAIL__URL": "smtps://user:pw@mail:465",
    "ACELERACION__FILES__ACCESS_KEY_ID": "files",
    "ACELERACION__FILES__SECRET_ACCESS_KEY": "pw",
}
VALUES = {
    "the defaults": {},
    "autoscaling": {"autoscaling": {"enabled": True, "maxReplicas": 9}},
    "a role for the bucket": {"filesKey": {"existingSecret": ""}},
    "one service": {"services": {name: {"enabled": name == "reviews"} for name in SERVICES}},
    "TLS": {"tls": {"server": {"existingSecret": "own-server"}}},
    "mutual TLS": {"tls": {
        "server": {"existingSecret": "own-server", "certificateKey": "chain.pem", "privateKeyKey": "server.pem"},
        "probeHost": "127.0.0.1",
        "serverAuthority": {"name": "own-authority"},
        "callerAuthority": {"kind": "ConfigMap", "name": "own-callers", "key": "callers.pem"},
        "probe": {"existingSecret": "own-probe"},
        "identityAuthority": {"name": "own-identity"},
    }},
    "everything of one's own": {
        "image": {"repository": "registry.example.org/own", "digest": "sha256:" + "a" * 64, "pullSecrets": ["pull"]},
        "secrets": {name: {"existingSecret": "own", "key": name} for name in
                    ["databaseUrl", "networkUrl", "migrateUrl", "eventsUrl", "mailUrl"]},
        "filesKey": {"existingSecret": "own", "idKey": "id", "secretKey": "secret"},
        "auditKey": {"existingSecret": "own", "key": "own.pk8"},
        "keySet": {"kind": "Secret", "name": "own-keys", "key": "keys.json"},
        "settings": {"server": {"max_message_bytes": 67108864}, "telemetry": {"otlp_url": "http://collector:4317"}},
        "serviceAccount": {"create": False, "name": "own-account"},
        "disruptionBudget": {"maxUnavailable": "50%"},
        "networkPolicy": {
            "allowedFrom": [{"namespaceSelector": {}}],
            "allowedTo": [{"ipBlock": {"cidr": "10.0.0.0/8"}}],
        },
        "nodeSelector": {"disk": "fast"},
        "tolerations": [{"key": "dedicated", "operator": "Exists"}],
        "affinity": {"nodeAffinity": {}},
        "podAnnotations": {"example.org/team": "platform"},
    },
}


def render(values):
    """The objects of a release, by kind and name."""
    with helm.Chart.load(CHART) as chart:
        chart.validate_schema(values)
        files = chart.render(values, name="demo", namespace="here")
    texts = [text for path, text in files.items() if not path.endswith("NOTES.txt")]
    objects = [each for text in texts for each in yaml.safe_load_all(text) if each]
    return {(each["kind"], each["metadata"]["name"]): each for each in objects}


def of_kind(objects, kind):
    return [each for (found, _), each in objects.items() if found == kind]


def pods(objects):
    return [each["spec"]["template"] for each in of_kind(objects, "Deployment") + of_kind(objects, "Job")]


def mounted(spec):
    """The files that a container sees: where each comes from, and its key there."""
    volumes = {each["name"]: each for each in spec["volumes"]}
    found = {}
    for mount in spec["containers"][0]["volumeMounts"]:
        volume = volumes[mount["name"]]
        if "emptyDir" in volume:
            continue
        source = volume.get("secret") or volume["configMap"]
        for item in source["items"]:
            found[f"{mount['mountPath']}/{item['path']}"] = (source.get("secretName") or source["name"], item["key"])
    return found


def variables(objects, container):
    """What the process in a container would find in its environment."""
    found = {}
    for source in container.get("envFrom", []):
        found |= objects["ConfigMap", source["configMapRef"]["name"]]["data"]
    for each in container.get("env", []):
        found[each["name"]] = each["value"] if "value" in each else SECRETS[each["name"]]
    return found
