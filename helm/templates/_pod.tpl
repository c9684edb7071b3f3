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
{{- range include "aceleracion.files" . | fromYamlArray }}
{{- $folder := .folder }}
{{- range $variable, $key := .variables }}
ACELERACION__{{ $variable }}: {{ printf "%s/%s" $folder $key | quote }}
{{- end }}
{{- end }}
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

{{/* The key of the bucket, where it is not the pod's own role that opens it. */}}
{{- define "aceleracion.filesKey" -}}
{{- with .Values.filesKey }}
{{- if .existingSecret -}}
{{ include "aceleracion.secret" (dict "variable" "ACELERACION__FILES__ACCESS_KEY_ID" "from" (dict "existingSecret" .existingSecret "key" .idKey)) }}
{{ include "aceleracion.secret" (dict "variable" "ACELERACION__FILES__SECRET_ACCESS_KEY" "from" (dict "existingSecret" .existingSecret "key" .secretKey)) }}
{{- end }}
{{- end }}
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
