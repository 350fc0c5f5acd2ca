/* kube_types_meta.c - the types of meta/v1 and of the review groups. */
#include "sim/kube_schema.h"

#include "base/banned.h"

static const struct kube_field owner_reference_fields[] = {
    {"apiVersion", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "API version of the referent."},
    {"kind", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Kind of the referent."},
    {"name", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Name of the referent."},
    {"uid", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "UID of the referent."},
    {"controller", KUBE_BOOL, .empty = KUBE_POINTER,
     .help = "If true, this reference points to the managing controller."},
    {"blockOwnerDeletion", KUBE_BOOL, .empty = KUBE_POINTER,
     .help = "If true, and if the owner has the \"foregroundDeletion\" finalizer, then "
             "the owner cannot be deleted until this reference is removed."},
};

const struct kube_type kube_type_owner_reference = {
    .name = "io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference",
    .go_name = "OwnerReference",
    .help = "OwnerReference contains enough information to let you identify an owning "
            "object.",
    KUBE_FIELDS(owner_reference_fields),
    .atomic = true,
};

static const struct kube_field managed_fields_fields[] = {
    {"manager", KUBE_TEXT,
     .help = "Manager is an identifier of the workflow managing these fields."},
    {"operation", KUBE_TEXT,
     .help = "Operation is the type of operation which lead to this ManagedFieldsEntry "
             "being created: Apply or Update."},
    {"apiVersion", KUBE_TEXT,
     .help = "APIVersion defines the version of this resource that this field set "
             "applies to."},
    {"time", KUBE_TIME,
     .help = "Time is the timestamp of when the ManagedFields entry was added, or "
             "changed last."},
    {"fieldsType", KUBE_TEXT, .help = "FieldsType is always \"FieldsV1\"."},
    {"fieldsV1", KUBE_RAW, .help = "FieldsV1 holds the first JSON version format."},
    {"subresource", KUBE_TEXT,
     .help = "Subresource is the name of the subresource used to update that object, "
             "or empty string if the object was updated through the main resource."},
};

const struct kube_type kube_type_managed_fields = {
    .name = "io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry",
    .go_name = "ManagedFieldsEntry",
    .help =
        "ManagedFieldsEntry is a workflow-id, a FieldSet and the group version of the "
        "resource that the fieldset applies to.",
    KUBE_FIELDS(managed_fields_fields),
};

static const struct kube_field object_meta_fields[] = {
    {"name", KUBE_TEXT,
     .help = "Name must be unique within a namespace. Is required when creating "
             "resources, although some resources may allow a client to request the "
             "generation of an appropriate name automatically. Cannot be updated."},
    {"generateName", KUBE_TEXT,
     .help = "GenerateName is an optional prefix, used by the server, to generate a "
             "unique name ONLY IF the Name field has not been provided."},
    {"namespace", KUBE_TEXT,
     .help =
         "Namespace defines the space within which each name must be unique. An empty "
         "namespace is equivalent to the \"default\" namespace. Cannot be updated."},
    {"selfLink", KUBE_TEXT, .help = "Deprecated: selfLink is no longer populated."},
    {"uid", KUBE_TEXT,
     .help = "UID is the unique in time and space value for this object. Populated by "
             "the system. Read-only."},
    {"resourceVersion", KUBE_TEXT,
     .help = "An opaque value that represents the internal version of this object that "
             "can be used by clients to determine when objects have changed. Read-only."},
    {"generation", KUBE_INT64,
     .help = "A sequence number representing a specific generation of the desired "
             "state. Populated by the system. Read-only."},
    {"creationTimestamp", KUBE_TIME,
     .help = "CreationTimestamp is a timestamp representing the server time when this "
             "object was created. Populated by the system. Read-only."},
    {"deletionTimestamp", KUBE_TIME,
     .help =
         "DeletionTimestamp is RFC 3339 date and time at which this resource will be "
         "deleted. Set by the server when a graceful deletion is requested. Read-only."},
    {"deletionGracePeriodSeconds", KUBE_INT64, .empty = KUBE_POINTER,
     .help = "Number of seconds allowed for this object to gracefully terminate before "
             "it will be removed from the system. Read-only."},
    {"labels", KUBE_TEXT, .many = KUBE_MAP,
     .help = "Map of string keys and values that can be used to organize and "
             "categorize (scope and select) objects."},
    {"annotations", KUBE_TEXT, .many = KUBE_MAP,
     .help = "Annotations is an unstructured key value map stored with a resource that "
             "may be set by external tools to store and retrieve arbitrary metadata."},
    {"ownerReferences", KUBE_STRUCT, .many = KUBE_LIST,
     .type = &kube_type_owner_reference, .merge = KUBE_MERGE_BY_KEYS, .keys = {"uid"},
     .patch_key = "uid",
     .help = "List of objects depended by this object. If ALL objects in the list have "
             "been deleted, this object will be garbage collected."},
    {"finalizers", KUBE_TEXT, .many = KUBE_LIST, .merge = KUBE_MERGE_SET, .patch_key = "",
     .help = "Must be empty before the object is deleted from the registry. Each entry "
             "is an identifier for the responsible component that will remove the entry "
             "from the list."},
    {"managedFields", KUBE_STRUCT, .many = KUBE_LIST, .type = &kube_type_managed_fields,
     .merge = KUBE_MERGE_ATOMIC,
     .help = "ManagedFields maps workflow-id and version to the set of fields that "
             "are managed by that workflow."},
};

const struct kube_type kube_type_object_meta = {
    .name = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta",
    .go_name = "ObjectMeta",
    .help = "ObjectMeta is metadata that all persisted resources must have, which "
            "includes all objects users must create.",
    KUBE_FIELDS(object_meta_fields),
};

static const struct kube_field condition_fields[] = {
    {"type", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "type of condition in CamelCase or in foo.example.com/CamelCase."},
    {"status", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "status of the condition, one of True, False, Unknown."},
    {"observedGeneration", KUBE_INT64,
     .help = "observedGeneration represents the .metadata.generation that the condition "
             "was set based upon."},
    {"lastTransitionTime", KUBE_TIME, .empty = KUBE_KEEP, .required = true,
     .help = "lastTransitionTime is the last time the condition transitioned from one "
             "status to another."},
    {"reason", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "reason contains a programmatic identifier indicating the reason for "
             "the condition's last transition."},
    {"message", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help =
         "message is a human readable message indicating details about the transition."},
};

const struct kube_type kube_type_condition = {
    .name = "io.k8s.apimachinery.pkg.apis.meta.v1.Condition",
    .go_name = "Condition",
    .help = "Condition contains details for one aspect of the current state of this "
            "API Resource.",
    KUBE_FIELDS(condition_fields),
};

static const struct kube_field label_requirement_fields[] = {
    {"key", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "key is the label key that the selector applies to."},
    {"operator", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "operator represents a key's relationship to a set of values: In, NotIn, "
             "Exists and DoesNotExist."},
    {"values", KUBE_TEXT, .many = KUBE_LIST,
     .help = "values is an array of string values."},
};

static const struct kube_type label_requirement = {
    .name = "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement",
    .go_name = "LabelSelectorRequirement",
    .help = "A label selector requirement is a selector that contains values, a key, and "
            "an operator that relates the key and values.",
    KUBE_FIELDS(label_requirement_fields),
};

static const struct kube_field label_selector_fields[] = {
    {"matchLabels", KUBE_TEXT, .many = KUBE_MAP,
     .help = "matchLabels is a map of {key,value} pairs."},
    {"matchExpressions", KUBE_STRUCT, .many = KUBE_LIST, .type = &label_requirement,
     .help = "matchExpressions is a list of label selector requirements."},
};

const struct kube_type kube_type_label_selector = {
    .name = "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector",
    .go_name = "LabelSelector",
    .help = "A label selector is a label query over a set of resources.",
    KUBE_FIELDS(label_selector_fields),
    .atomic = true,
};

/* ---- DeleteOptions ---- */

static const struct kube_field preconditions_fields[] = {
    {"uid", KUBE_TEXT, .empty = KUBE_POINTER, .help = "Specifies the target UID."},
    {"resourceVersion", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "Specifies the target ResourceVersion."},
};

static const struct kube_type preconditions = {
    .name = "io.k8s.apimachinery.pkg.apis.meta.v1.Preconditions",
    .go_name = "Preconditions",
    .help = "Preconditions must be fulfilled before an operation (update, delete, etc.) "
            "is carried out.",
    KUBE_FIELDS(preconditions_fields),
};

static const struct kube_field delete_options_fields[] = {
    {"gracePeriodSeconds", KUBE_INT64, .empty = KUBE_POINTER,
     .help = "The duration in seconds before the object should be deleted."},
    {"preconditions", KUBE_STRUCT, .type = &preconditions,
     .help = "Must be fulfilled before a deletion is carried out."},
    {"orphanDependents", KUBE_BOOL, .empty = KUBE_POINTER,
     .help = "Deprecated: please use the PropagationPolicy."},
    {"propagationPolicy", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "Whether and how garbage collection will be performed: Orphan, "
             "Background, Foreground."},
    {"dryRun", KUBE_TEXT, .many = KUBE_LIST,
     .help = "When present, indicates that modifications should not be persisted."},
};

const struct kube_type kube_type_delete_options = {
    .name = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions",
    .go_name = "DeleteOptions",
    .help = "DeleteOptions may be provided when deleting an API object.",
    KUBE_FIELDS(delete_options_fields),
};

/* ---- reviews ---- */

static const struct kube_field resource_attributes_fields[] = {
    {"namespace", KUBE_TEXT, .help = "Namespace of the action being requested."},
    {"verb", KUBE_TEXT, .help = "Verb is a kubernetes resource API verb."},
    {"group", KUBE_TEXT, .help = "Group is the API Group of the Resource."},
    {"version", KUBE_TEXT, .help = "Version is the API Version of the Resource."},
    {"resource", KUBE_TEXT, .help = "Resource is one of the existing resource types."},
    {"subresource", KUBE_TEXT,
     .help = "Subresource is one of the existing resource types."},
    {"name", KUBE_TEXT, .help = "Name is the name of the resource being requested."},
    {"fieldSelector", KUBE_RAW, .help = "Describes the limitation by field."},
    {"labelSelector", KUBE_RAW, .help = "Describes the limitation by label."},
};

static const struct kube_type resource_attributes = {
    .name = "io.k8s.api.authorization.v1.ResourceAttributes",
    .go_name = "ResourceAttributes",
    .help = "Information for a resource access request.",
    KUBE_FIELDS(resource_attributes_fields),
};

static const struct kube_field non_resource_attributes_fields[] = {
    {"path", KUBE_TEXT, .help = "Path is the URL path of the request."},
    {"verb", KUBE_TEXT, .help = "Verb is the standard HTTP verb."},
};

static const struct kube_type non_resource_attributes = {
    .name = "io.k8s.api.authorization.v1.NonResourceAttributes",
    .go_name = "NonResourceAttributes",
    .help = "Information for a non-resource access request.",
    KUBE_FIELDS(non_resource_attributes_fields),
};

static const struct kube_field access_review_spec_fields[] = {
    {"resourceAttributes", KUBE_STRUCT, .type = &resource_attributes,
     .help = "Information for a resource access request."},
    {"nonResourceAttributes", KUBE_STRUCT, .type = &non_resource_attributes,
     .help = "Information for a non-resource access request."},
};

static const struct kube_type access_review_spec = {
    .name = "io.k8s.api.authorization.v1.SelfSubjectAccessReviewSpec",
    .go_name = "SelfSubjectAccessReviewSpec",
    .help = "A description of the access request.",
    KUBE_FIELDS(access_review_spec_fields),
};

static const struct kube_field access_review_status_fields[] = {
    {"allowed", KUBE_BOOL, .empty = KUBE_KEEP, .required = true,
     .help = "True if the action would be allowed."},
    {"denied", KUBE_BOOL, .help = "True if the action would be denied."},
    {"reason", KUBE_TEXT, .help = "Why a request was allowed or denied."},
    {"evaluationError", KUBE_TEXT, .help = "Error during the authorization check."},
};

static const struct kube_type access_review_status = {
    .name = "io.k8s.api.authorization.v1.SubjectAccessReviewStatus",
    .go_name = "SubjectAccessReviewStatus",
    .help = "Whether the request is allowed or not.",
    KUBE_FIELDS(access_review_status_fields),
};

static const struct kube_field access_review_fields[] = {
    {"metadata", KUBE_STRUCT, .type = &kube_type_object_meta, .empty = KUBE_KEEP,
     .help = "Standard list metadata."},
    {"spec", KUBE_STRUCT, .type = &access_review_spec, .empty = KUBE_KEEP,
     .required = true,
     .help = "Spec holds information about the request being evaluated."},
    {"status", KUBE_STRUCT, .type = &access_review_status, .empty = KUBE_KEEP,
     .help = "Status is filled in by the server."},
};

const struct kube_type kube_type_access_review = {
    .name = "io.k8s.api.authorization.v1.SelfSubjectAccessReview",
    .go_name = "SelfSubjectAccessReview",
    .help = "SelfSubjectAccessReview checks whether or not the current user can perform "
            "an action.",
    KUBE_FIELDS(access_review_fields),
};

static const struct kube_field rules_review_spec_fields[] = {
    {"namespace", KUBE_TEXT, .help = "Namespace to evaluate rules for. Required."},
};

static const struct kube_type rules_review_spec = {
    .name = "io.k8s.api.authorization.v1.SelfSubjectRulesReviewSpec",
    .go_name = "SelfSubjectRulesReviewSpec",
    .help = "SelfSubjectRulesReviewSpec defines the specification for "
            "SelfSubjectRulesReview.",
    KUBE_FIELDS(rules_review_spec_fields),
};

static const struct kube_field rules_review_fields[] = {
    {"metadata", KUBE_STRUCT, .type = &kube_type_object_meta, .empty = KUBE_KEEP,
     .help = "Standard list metadata."},
    {"spec", KUBE_STRUCT, .type = &rules_review_spec, .empty = KUBE_KEEP,
     .required = true,
     .help = "Spec holds information about the request being evaluated."},
    {"status", KUBE_RAW, .help = "The set of actions a subject can perform."},
};

const struct kube_type kube_type_rules_review = {
    .name = "io.k8s.api.authorization.v1.SelfSubjectRulesReview",
    .go_name = "SelfSubjectRulesReview",
    .help = "SelfSubjectRulesReview enumerates the set of actions the current user "
            "can perform within a namespace.",
    KUBE_FIELDS(rules_review_fields),
};

static const struct kube_field self_review_fields[] = {
    {"metadata", KUBE_STRUCT, .type = &kube_type_object_meta, .empty = KUBE_KEEP,
     .help = "Standard object's metadata."},
    {"status", KUBE_RAW, .help = "The attributes of the user making this request."},
};

const struct kube_type kube_type_self_review = {
    .name = "io.k8s.api.authentication.v1.SelfSubjectReview",
    .go_name = "SelfSubjectReview",
    .help = "SelfSubjectReview contains the user information that the kube-apiserver "
            "has about the user making this request.",
    KUBE_FIELDS(self_review_fields),
};
