# Ways in which whoever may change identities gives himself whatever he likes, told by what one policy allows. That
# several policies together are enough, and what boundaries and the organization forbid, is worked out elsewhere.
# https://hackingthe.cloud/aws/exploitation/iam_privilege_escalation/
package lib.escalation

import data.lib.policy
import data.lib.reach

# Actions that are enough by themselves, by the kind of what they change.
_changing := {
	"iam_group": {"iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:PutGroupPolicy"},
	"policy": {"iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"},
	"role": {"iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"},
	"user": {
		"iam:AttachUserPolicy", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:PutUserPolicy",
		"iam:UpdateLoginProfile",
	},
}

# What a service does for whoever may hand it a role, with all that this takes.
_passing := {
	"cloudformation.amazonaws.com": {"cloudformation:CreateStack"},
	"codebuild.amazonaws.com": {"codebuild:CreateProject", "codebuild:StartBuild"},
	"ec2.amazonaws.com": {"ec2:RunInstances"},
	"ecs-tasks.amazonaws.com": {"ecs:RegisterTaskDefinition", "ecs:RunTask"},
	"glue.amazonaws.com": {"glue:CreateJob", "glue:StartJobRun"},
	"lambda.amazonaws.com": {"lambda:CreateFunction", "lambda:InvokeFunction"},
	"sagemaker.amazonaws.com": {"sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"},
}

# The ways that the document leaves open, for people: a text for each statement that opens some.
paths(document, source) := reach.unlimited(document, _changing, source) | {text |
	some statement in document.statements
	ways := {concat(" and ", sort(actions)) |
		some service, actions in _passing
		_passes(document, statement, service, source)
		every action in actions {
			reach.may(document, "anything", action, source)
		}
	}
	count(ways) > 0
	text := sprintf("%s allows iam:PassRole on every role, and the policy what makes a service use it: %s", [
		policy.name(statement), concat("; ", sort(ways)),
	])
}

# The statement, together with no other, lets hand any role to the service.
_passes(document, statement, service, source) if {
	alone := {"statements": array.concat([statement], [denial |
		some denial in document.statements
		denial.effect == "Deny"
	])}
	reach.may(alone, "role", "iam:PassRole", source)
	every condition in statement.conditions {
		_admits(condition, service)
	}
}

_admits(condition, _) if condition.key != "iam:passedtoservice"

_admits(condition, service) if {
	some value in condition.values
	policy.matches(value, service)
}
