package lib.escalation_test

import data.lib.escalation
import data.lib.fixtures_test as fixtures

_source := {"partition": "aws", "account": fixtures.account}

_paths(statements) := escalation.paths({"statements": statements}, _source)

_changing := {
	"group": ["iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:PutGroupPolicy"],
	"policy": ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"],
	"role": ["iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"],
	"user": [
		"iam:AttachUserPolicy", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:PutUserPolicy",
		"iam:UpdateLoginProfile",
	],
}

test_changing if {
	every kind, actions in _changing {
		every action in actions {
			all := sprintf("arn:aws:iam::%s:%s/*", [fixtures.account, kind])
			_paths([fixtures.allow({"actions": [action], "resources": [all]})]) == {sprintf(
				`statement "S" allows %s on %s`,
				[action, all],
			)}
		}
	}
	_paths([fixtures.allow({"actions": ["iam:GetRole", "iam:ListUsers", "iam:CreateRole", "iam:PassRole"]})]) == set()
}

# What AWS recommends for users who keep their own credentials.
test_own_credentials if {
	own := ["arn:aws:iam::*:user/${aws:username}"]
	_paths([fixtures.allow({"actions": ["iam:CreateAccessKey", "iam:UpdateLoginProfile"], "resources": own})]) == set()
}

test_demanded_boundaries if {
	boundary := fixtures.condition("StringEquals", "iam:permissionsboundary", ["arn:aws:iam::111122223333:policy/B"])
	_paths([fixtures.allow({"actions": ["iam:PutRolePolicy"], "conditions": [boundary]})]) == set()
}

_passing := [
	["cloudformation:CreateStack"],
	["codebuild:CreateProject", "codebuild:StartBuild"],
	["ec2:RunInstances"],
	["ecs:RegisterTaskDefinition", "ecs:RunTask"],
	["glue:CreateJob", "glue:StartJobRun"],
	["lambda:CreateFunction", "lambda:InvokeFunction"],
	["sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"],
]

_pass(elements) := fixtures.allow(object.union({"sid": "Pass", "actions": ["iam:PassRole"]}, elements))

test_passing if {
	every actions in _passing {
		words := concat(" ", [
			`statement "Pass" allows iam:PassRole on every role,`,
			sprintf("and the policy what makes a service use it: %s", [concat(" and ", actions)]),
		])
		_paths([_pass({}), fixtures.allow({"actions": actions})]) == {words}
		every action in actions {
			_paths([_pass({}), fixtures.allow({"actions": [other | some other in actions; other != action]})]) == set()
		}
	}
	together := array.concat(_passing[2], _passing[5])
	both := _paths([_pass({}), fixtures.allow({"actions": together})])
	count(both) == 1
	every text in both {
		contains(text, ": ec2:RunInstances; lambda:CreateFunction and lambda:InvokeFunction")
	}
}

_to(values) := {"conditions": [fixtures.condition("StringEquals", "iam:passedtoservice", values)]}

# Each service by its name in iam:PassedToService.
test_passing_to_the_service if {
	every name, actions in {
		"cloudformation": _passing[0], "codebuild": _passing[1], "ec2": _passing[2], "ecs-tasks": _passing[3],
		"glue": _passing[4], "lambda": _passing[5], "sagemaker": _passing[6],
	} {
		some_role := _pass(_to([sprintf("%s.amazonaws.com", [name])]))
		calls := fixtures.allow({"actions": [action | some own in _passing; some action in own]})
		found := _paths([some_role, calls])
		count(found) == 1
		every text in found {
			endswith(text, sprintf(": %s", [concat(" and ", actions)]))
		}
	}
}

test_passing_to_one_service if {
	run := fixtures.allow({"actions": ["ec2:RunInstances"]})
	count(_paths([_pass(_to(["ec2.amazonaws.com"])), run])) == 1
	count(_paths([_pass(_to(["x", "ec2.*"])), run])) == 1
	_paths([_pass(_to(["lambda.amazonaws.com"])), run]) == set()
	mfa := {"conditions": [fixtures.condition("Bool", "aws:multifactorauthpresent", ["true"])]}
	count(_paths([_pass(mfa), run])) == 1
}

test_passing_no_role_that_matters if {
	run := fixtures.allow({"actions": ["ec2:RunInstances"]})
	_paths([_pass({"resources": ["arn:aws:iam::111122223333:role/app-*"]}), run]) == set()
	_paths([_pass({"effect": "Deny"}), run]) == set()
	_paths([_pass({}), run, _pass({"sid": "No", "effect": "Deny"})]) == set()
	_paths([_pass({}), fixtures.allow({"actions": ["ec2:RunInstances"], "effect": "Deny"})]) == set()
	_paths([run]) == set()
}

# Another statement's roles do not become those of the statement that names the service.
test_passing_statement_by_statement if {
	some_roles := _pass({"resources": ["arn:aws:iam::111122223333:role/app-*"]})
	run := fixtures.allow({"actions": ["ec2:RunInstances"]})
	_paths([some_roles, _pass(_to(["lambda.amazonaws.com"])), run]) == set()
}
