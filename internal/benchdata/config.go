package benchdata

// Config is a hotline.yaml for the organization that Organization describes, with
// which something is to be changed in each account.
func Config() string {
	return `version: 1
role:
  name: aws-support
  description: Manages incidents with AWS Support
  tags: {owner: security, purpose: incidents}
trust:
  people:
    - account: "` + MemberID(1) + `"
      roles: [responder]
      organization: o-bench00000
found:
  roles: adopt
`
}
