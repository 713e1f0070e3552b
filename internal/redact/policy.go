package redact

import (
	"strings"

	"hotline/jsonscan"
)

// policy redacts a policy document.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
func (r *Redactor) policy(v *value) {
	r.each(v, r.key, func(key string, v *value) {
		switch {
		case key == "Version" && (v.text == "2012-10-17" || v.text == "2008-10-17"):
		case key != "Statement":
			r.value(key, v)
		case v.kind == jsonscan.Array:
			for _, st := range v.items {
				r.statement(st)
			}
		default:
			r.statement(v)
		}
	})
}

func (r *Redactor) statement(v *value) {
	if v.kind != jsonscan.Object {
		r.value("", v)
		return
	}
	r.each(v, r.key, func(key string, v *value) {
		switch {
		case key == "Effect" && (v.text == "Allow" || v.text == "Deny"):
		case key == "Action" || key == "NotAction":
			r.texts(v, r.action)
		case key == "Principal" || key == "NotPrincipal":
			r.principal(v)
		case key == "Condition" && v.kind == jsonscan.Object:
			r.condition(v)
		default:
			r.value("", v)
		}
	})
}

// texts redacts the strings of a value, and all else of it as it comes.
func (r *Redactor) texts(v *value, redact func(string) string) {
	switch {
	case v.kind == jsonscan.Array:
		for _, item := range v.items {
			r.texts(item, redact)
		}
	case v.isString():
		v.text = redact(v.text)
	default:
		r.value("", v)
	}
}

// action keeps what is written like an action, or a pattern of such: AWS names
// them all.
func (r *Redactor) action(s string) string {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789*?"
	service, name, found := strings.Cut(s, ":")
	if strings.Trim(service, letters+"-") == "" && strings.Trim(name, letters) == "" && (found || strings.Contains(s, "*")) && len(s) <= 128 {
		return s
	}
	return r.text(r.names, s)
}

func (r *Redactor) principal(v *value) {
	if v.kind != jsonscan.Object {
		r.value("", v)
		return
	}
	r.each(v, r.key, func(key string, v *value) {
		if key == "Service" {
			r.texts(v, r.service)
			return
		}
		r.value("", v)
	})
}
