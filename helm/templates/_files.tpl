{{/* Files that a pod reads at start: where each comes from, the folder it is seen in, and the settings that name it. */}}

{{- define "aceleracion.files" -}}
- name: audit-key
  folder: /etc/aceleracion-audit
  from: { kind: Secret, name: {{ .Values.auditKey.existingSecret }} }
  variables: { AUDIT__KEY_FILE: {{ .Values.auditKey.key | quote }} }
{{- with .Values.keySet }}
{{- if .name }}
- name: key-set
  folder: /etc/aceleracion
  from: { kind: {{ .kind }}, name: {{ .name }} }
  variables: { IDENTITY__JWKS_FILE: {{ .key | quote }} }
{{- end }}
{{- end }}
{{- with .Values.tls.identityAuthority }}
{{- if .name }}
- name: identity-authority
  folder: /etc/aceleracion-identity
  from: { kind: {{ .kind }}, name: {{ .name }} }
  variables: { IDENTITY__CA_FILE: {{ .key | quote }} }
{{- end }}
{{- end }}
{{- with .Values.tls.server }}
{{- if .existingSecret }}
- name: tls-server
  folder: /etc/aceleracion-tls/server
  from: { kind: Secret, name: {{ .existingSecret }} }
  variables: { SERVER__TLS_CERTIFICATE_FILE: {{ .certificateKey | quote }}, SERVER__TLS_KEY_FILE: {{ .privateKeyKey | quote }} }
{{- end }}
{{- end }}
{{- with .Values.tls.serverAuthority }}
{{- if .name }}
- name: tls-server-authority
  folder: /etc/aceleracion-tls/server-authority
  from: { kind: {{ .kind }}, name: {{ .name }} }
  variables: { CLIENTS__CA_FILE: {{ .key | quote }} }
{{- end }}
{{- end }}
{{- with .Values.tls.callerAuthority }}
{{- if .name }}
- name: tls-caller-authority
  folder: /etc/aceleracion-tls/caller-authority
  from: { kind: {{ .kind }}, name: {{ .name }} }
  variables: { SERVER__TLS_CLIENT_CA_FILE: {{ .key | quote }} }
{{- end }}
{{- end }}
{{- with .Values.tls.probe }}
{{- if .existingSecret }}
- name: tls-probe
  folder: /etc/aceleracion-tls/probe
  from: { kind: Secret, name: {{ .existingSecret }} }
  variables: { CLIENTS__CERTIFICATE_FILE: {{ .certificateKey | quote }}, CLIENTS__KEY_FILE: {{ .privateKeyKey | quote }} }
{{- end }}
{{- end }}
{{- end -}}

{{- define "aceleracion.fileMounts" -}}
{{- range include "aceleracion.files" . | fromYamlArray }}
- name: {{ .name }}
  mountPath: {{ .folder }}
  readOnly: true
{{- end }}
{{- end -}}

{{/* Only the keys that are named: what else stands in the Secret is nobody's business here. */}}
{{- define "aceleracion.fileVolumes" -}}
{{- range include "aceleracion.files" . | fromYamlArray }}
- name: {{ .name }}
  {{- if eq .from.kind "Secret" }}
  secret:
    secretName: {{ .from.name }}
  {{- else }}
  configMap:
    name: {{ .from.name }}
  {{- end }}
    items:
      {{- range $key := .variables | values | uniq | sortAlpha }}
      - { key: {{ $key | quote }}, path: {{ $key | quote }} }
      {{- end }}
{{- end }}
{{- end -}}

{{/* What a probe asks. Those of Kubernetes speak no TLS, so with TLS the executable asks itself. */}}
{{- define "aceleracion.probe" -}}
{{- if .root.Values.tls.server.existingSecret -}}
exec:
  command: [/usr/local/bin/aceleracion, health{{ with .service }}, {{ . }}{{ end }}, --url, "https://{{ .root.Values.tls.probeHost }}:7400"]
{{- else -}}
grpc:
  port: 7400
  {{- with .service }}
  service: {{ printf "aceleracion.%s.v1.%sService" . (title .) }}
  {{- end }}
{{- end -}}
{{- end -}}
