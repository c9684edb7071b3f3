// An OpenID Connect provider for the tests: `oidc-provider` as it is published, with keys and claims that a test decides.
//
//   node provider.mjs FOLDER PORT ISSUER
//
// FOLDER/keys lists the keys to publish, one a line, "<key id> <algorithm>"; the first signs unless the request for a
// token names another. A private key that is not there yet is made (FOLDER/<key id>.json), so that a restarted provider
// has its old ones; <key id>.key and <key id>.pem are its halves in PEM. Every time somebody fetches the keys, a line is
// added to FOLDER/fetches. With FOLDER/certificate.pem and FOLDER/certificate.key it speaks TLS.

import { createPrivateKey, createPublicKey, generateKeyPairSync, webcrypto } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { join } from "node:path";

// Debian 12 has Node 18, which lacks what the provider takes for granted.
URL.parse ??= (url, base) => (URL.canParse(url, base) ? new URL(url, base) : null);
globalThis.crypto ??= webcrypto;
globalThis.CryptoKey ??= webcrypto.CryptoKey;
const { default: Provider } = await import("oidc-provider");

const [folder, port, issuer] = process.argv.slice(2);

const KINDS = {
  RS256: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
  PS256: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
  ES384: () => generateKeyPairSync("ec", { namedCurve: "P-384" }),
  EdDSA: () => generateKeyPairSync("ed25519"),
};

function key(line) {
  const [kid, alg] = line.split(" ");
  const file = join(folder, `${kid}.json`);
  if (!existsSync(file)) {
    writeFileSync(file, JSON.stringify(KINDS[alg]().privateKey.export({ format: "jwk" })));
  }
  const jwk = JSON.parse(readFileSync(file, "utf8"));
  const secret = createPrivateKey({ key: jwk, format: "jwk" });
  writeFileSync(join(folder, `${kid}.key`), secret.export({ format: "pem", type: "pkcs8" }));
  writeFileSync(join(folder, `${kid}.pem`), createPublicKey(secret).export({ format: "pem", type: "spki" }));
  return { ...jwk, kid, alg, use: "sig" };
}

const keys = readFileSync(join(folder, "keys"), "utf8").trim().split("\n").map(key);

// How tokens for the platform look: signed, for its audience, by the key that was asked for.
function resourceServer(context) {
  const wanted = context.get("x-key");
  const { kid, alg } = keys.find((known) => known.kid === wanted) ?? keys[0];
  return {
    audience: "aceleracion",
    scope: "",
    accessTokenFormat: "jwt",
    accessTokenTTL: 3600,
    jwt: { sign: { alg, kid } },
  };
}

const provider = new Provider(issuer, {
  jwks: { keys },
  clients: [
    {
      client_id: "an-office",
      client_secret: "of-no-use-elsewhere",
      grant_types: ["client_credentials"],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: "client_secret_post",
      // Never used, but it has to be one that there is a key for.
      id_token_signed_response_alg: keys[0].alg,
    },
  ],
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => "urn:aceleracion",
      getResourceServerInfo: resourceServer,
    },
  },
  formats: {
    customizers: {
      // What a token says is the test's to decide; that this provider signed it is not.
      jwt(context, token, parts) {
        Object.assign(parts.payload, JSON.parse(context.get("x-claims") || "{}"));
      },
    },
  },
});

provider.use(async (context, next) => {
  if (context.path === "/jwks") {
    appendFileSync(join(folder, "fetches"), `${new Date().toISOString()}\n`);
  }
  await next();
});

const inside = (name) => readFileSync(join(folder, name));
const server = existsSync(join(folder, "certificate.pem"))
  ? createTlsServer({ cert: inside("certificate.pem"), key: inside("certificate.key") }, provider.callback())
  : createServer(provider.callback());
server.listen(Number(port), "127.0.0.1");
