{{/* What a pod of ours runs as, and where it reads what it must know. */}}

{{- define "aceleracion.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "aceleracion.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Everything that is no secret, as variables. Numbers pass through int64, or large ones would become 4.2e+06. */}}
{{- define "aceleracion.settings" -}}
ACELERACION__MODE: production
ACELERACION__SERVER__LISTEN: "0.0.0.0:7400"
ACELERACION__IDENTITY__TRIAL_ISSUER: "false"
ACELERACION__IDENTITY__JWKS_FILE: {{ printf "/etc/aceleracion/%s" .Values.keySet.key | quote }}
ACELERACION__AUDIT__KEY_FILE: {{ printf "/etc/aceleracion-audit/%s" .Values.auditKey.key | quote }}
{{- range $section, $fields := .Values.settings }}
{{- range $field, $value := $fields }}
ACELERACION__{{ upper $section }}__{{ upper $field }}: {{ if kindIs "string" $value }}{{ $value | quote }}{{ else }}{{ $value | int64 | toString | quote }}{{ end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* One variable that is read from a Secret. */}}
{{- define "aceleracion.secret" -}}
- name: {{ .variable }}
  valueFrom:
    secretKeyRef:
      name: {{ .from.existingSecret }}
      key: {{ .from.key }}
{{- end -}}

{{/* The secrets that every process needs, since production refuses to start without them. */}}
{{- define "aceleracion.secrets" -}}
{{ include "aceleracion.secret" (dict "variable" "ACELERACION__DATABASE__URL" "from" .Values.secrets.databaseUrl) }}
{{ include "aceleracion.secret" (dict "variable" "ACELERACION__DATABASE__NETWORK_URL" "from" .Values.secrets.networkUrl) }}
{{ include "aceleracion.secret" (dict "variable" "ACELERACION__EVENTS__URL" "from" .Values.secrets.eventsUrl) }}
{{ include "aceleracion.secret" (dict "variable" "ACELERACION__MAIL__URL" "from" .Values.secrets.mailUrl) }}
{{- end -}}

{{- define "aceleracion.keySetVolume" -}}
- name: key-set
{{- if eq .Values.keySet.kind "Secret" }}
  secret:
    secretName: {{ .Values.keySet.name }}
{{- else }}
  configMap:
    name: {{ .Values.keySet.name }}
{{- end }}
    items:
      - key: {{ .Values.keySet.key }}
        path: {{ .Values.keySet.key }}
{{- end -}}

{{- define "aceleracion.auditKeyVolume" -}}
- name: audit-key
  secret:
    secretName: {{ .Values.auditKey.existingSecret }}
    items:
      - key: {{ .Values.auditKey.key }}
        path: {{ .Values.auditKey.key }}
{{- end -}}

{{/* Where pods of one part go. */}}
{{- define "aceleracion.placement" -}}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}
