#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "otc/account.h"

#include "base/banned.h"

/* ---- a home of its own for each test ---------------------------------------- */

extern char **environ;

struct home {
    char path[64];
    char back[4096];
    struct buf files; /* to be removed: one path a line */
};

static bool is_ours(const char *variable)
{
    return strncmp(variable, "OS_", 3) == 0 || strncmp(variable, "OTC_", 4) == 0 ||
           strncmp(variable, "AWS_", 4) == 0 || strncmp(variable, "S3_", 3) == 0;
}

static void clear_environment(void)
{
    bool found = true;

    while (found) {
        found = false;
        for (char **at = environ; *at != NULL && !found; at++) {
            char name[128];
            size_t bytes = strcspn(*at, "=");
            if (!is_ours(*at) || bytes >= sizeof name)
                continue;
            memcpy(name, *at, bytes);
            name[bytes] = '\0';
            unsetenv(name);
            found = true;
        }
    }
    unsetenv("XDG_CONFIG_HOME");
}

static int set_up(void **state)
{
    struct home *home = mem_new(sizeof *home);

    snprintf(home->path, sizeof home->path, "/tmp/elbtop-account-XXXXXX");
    if (mkdtemp(home->path) == NULL || getcwd(home->back, sizeof home->back) == NULL ||
        chdir(home->path) != 0)
        return -1;
    buf_init(&home->files, 1 << 16);
    clear_environment();
    setenv("HOME", home->path, 1);
    *state = home;
    return 0;
}

static int tear_down(void **state)
{
    struct home *home = *state;
    struct span rest = buf_span(&home->files);
    struct span line;

    while (span_cut(&rest, '\n', &line)) {
        char path[256];
        snprintf(path, sizeof path, "%.*s", (int)line.bytes, line.at);
        if (path[0] != '\0')
            unlink(path);
    }
    rmdir(".config/openstack");
    rmdir(".config");
    rmdir("xdg/openstack");
    rmdir("xdg");
    rmdir("etc");
    clear_environment();
    int result = chdir(home->back);
    rmdir(home->path);
    buf_release(&home->files);
    free(home);
    return result;
}

static void a_file(struct home *home, const char *path, const char *text)
{
    char folder[256];

    for (const char *at = path; (at = strchr(at, '/')) != NULL; at++) {
        snprintf(folder, sizeof folder, "%.*s", (int)(at - path), path);
        mkdir(folder, 0700);
    }
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    buf_print(&home->files, "%s\n", path);
}

static struct account *loaded(const char *cloud)
{
    struct account *account = NULL;
    struct err err = ERR_INIT;

    if (account_load(cloud, &account, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return account;
}

static void assert_fails(const char *cloud, enum err_code code, const char *line)
{
    struct account *account = NULL;
    struct err err = ERR_INIT;
    char got[512];

    assert_int_equal(account_load(cloud, &account, &err), code);
    assert_null(account);
    assert_string_equal(err_line(&err, got, sizeof got), line);
}

static void assert_secret(const struct secret *secret, const char *text)
{
    if (text == NULL)
        assert_false(secret_is_set(secret));
    else
        assert_string_equal(secret_reveal(secret), text);
}

#define PROD                                                                             \
    "clouds:\n"                                                                          \
    "  prod:\n"                                                                          \
    "    profile: otc\n"                                                                 \
    "    region_name: eu-de\n"                                                           \
    "    auth:\n"                                                                        \
    "      username: ops\n"                                                              \
    "      password: \"s3cret\"\n"                                                       \
    "      project_name: eu-de_demo\n"                                                   \
    "      user_domain_name: OTC-EU-DE-00000000001000000000\n"

/* ---- which cloud ------------------------------------------------------------ */

static void account_reads_an_entry_with_its_vendor_profile(void **state)
{
    a_file(*state, "clouds.yaml", PROD);

    struct account *account = loaded("prod");

    assert_string_equal(account->cloud, "prod");
    assert_int_equal(account->way, ACCOUNT_PASSWORD);
    assert_string_equal(account->region, "eu-de");
    assert_string_equal(account->auth_url, "https://iam.eu-de.otc.t-systems.com/v3");
    assert_string_equal(account->user_name, "ops");
    assert_string_equal(account->domain_name, "OTC-EU-DE-00000000001000000000");
    assert_string_equal(account->project_name, "eu-de_demo");
    assert_null(account->project_id);
    assert_null(account->user_id);
    assert_null(account->ca_pem);
    assert_false(account->insecure);
    assert_secret(&account->password, "s3cret");
    assert_secret(&account->token, NULL);
    account_free(account);
}

static void account_is_absent_when_nothing_names_a_cloud(void **state)
{
    (void)state;
    setenv("AWS_ACCESS_KEY_ID", "of-another-cloud", 1);

    assert_fails(NULL, ERR_ABSENT, "no clouds.yaml found");
}

static void account_takes_the_only_entry(void **state)
{
    a_file(*state, "clouds.yaml", PROD);

    struct account *account = loaded(NULL);

    assert_string_equal(account->cloud, "prod");
    account_free(account);
}

static void account_does_not_choose_between_entries(void **state)
{
    a_file(*state, "clouds.yaml", PROD "  test: {}\n");

    assert_fails(NULL, ERR_ABSENT, "./clouds.yaml: choose one of its clouds: prod, test");
}

static void account_of_an_empty_file_is_absent(void **state)
{
    a_file(*state, "clouds.yaml", "clouds: {}\n");

    assert_fails(NULL, ERR_ABSENT, "./clouds.yaml: names no cloud");
}

static void account_prefers_the_option_then_OS_CLOUD(void **state)
{
    a_file(*state, "clouds.yaml",
           PROD "  test: {profile: otc-swiss, auth: {token: t}}\n"
                "  third: {profile: otc-swiss, auth: {token: t}}\n");
    setenv("OS_CLOUD", "test", 1);
    setenv("OS_AUTH_URL", "https://elsewhere.example/v3", 1);

    struct account *by_option = loaded("third");
    struct account *by_variable = loaded(NULL);

    assert_string_equal(by_option->cloud, "third");
    assert_string_equal(by_variable->cloud, "test");
    account_free(by_option);
    account_free(by_variable);
}

static void account_names_what_there_is_when_a_cloud_is_not(void **state)
{
    a_file(*state, "clouds.yaml", PROD "  test: {}\n");

    assert_fails("prdo", ERR_LOCAL,
                 "./clouds.yaml: clouds.prdo: no such cloud; there are prod, test");
}

static void account_says_that_a_named_cloud_has_no_file(void **state)
{
    (void)state;
    assert_fails("prod", ERR_LOCAL, "cloud \"prod\": no clouds.yaml found");
}

/* ---- files ------------------------------------------------------------------ */

static void account_searches_folders_in_order(void **state)
{
    static const char *const paths[] = {".config/openstack/clouds.yaml",
                                        "xdg/openstack/clouds.yml", "clouds.json",
                                        "clouds.yml", "clouds.yaml"};
    struct home *home = *state;
    char xdg[128];
    char text[128];

    snprintf(xdg, sizeof xdg, "%s/xdg", home->path);
    setenv("XDG_CONFIG_HOME", xdg, 1);
    for (int i = 0; i < (int)ARRAY_COUNT(paths); i++) { /* each beats those before it */
        snprintf(text, sizeof text,
                 "{\"clouds\": {\"c%d\": {\"profile\": \"otc-swiss\", "
                 "\"auth\": {\"token\": \"t\"}}}}",
                 i);
        a_file(home, paths[i], text);
        struct account *account = loaded(NULL);
        assert_int_equal(account->cloud[1], '0' + i);
        account_free(account);
    }
}

static void account_reads_the_file_that_is_named(void **state)
{
    a_file(*state, "clouds.yaml", "clouds: {wrong: {}}\n");
    a_file(*state, "etc/mine.yaml", PROD);
    setenv("OS_CLIENT_CONFIG_FILE", "etc/mine.yaml", 1);

    struct account *account = loaded(NULL);

    assert_string_equal(account->cloud, "prod");
    account_free(account);
}

static void account_says_that_the_named_file_is_missing(void **state)
{
    a_file(*state, "clouds.yaml", PROD);
    setenv("OS_CLIENT_CONFIG_FILE", "etc/mine.yaml", 1);

    assert_fails(NULL, ERR_LOCAL,
                 "etc/mine.yaml: cannot be opened: No such file or directory");
}

static void account_merges_secrets_kept_beside(void **state)
{
    a_file(*state, "etc/clouds.yaml", PROD);
    a_file(*state, "etc/secure.yaml",
           "clouds: {prod: {auth: {password: better}}, other: {ak: x}}\n");
    a_file(*state, "secure.yaml", "clouds: {prod: {auth: {password: not this}}}\n");
    setenv("OS_CLIENT_CONFIG_FILE", "etc/clouds.yaml", 1);

    struct account *account = loaded("prod");

    assert_secret(&account->password, "better");
    assert_string_equal(account->user_name, "ops");
    account_free(account);
}

static void account_merges_the_secrets_that_are_named(void **state)
{
    a_file(*state, "clouds.yaml", PROD);
    a_file(*state, "secure.yaml", "clouds: {prod: {auth: {password: not this}}}\n");
    a_file(*state, "etc/mine.json",
           "{\"clouds\":{\"prod\":{\"auth\":{\"password\":\"named\"}}}}");
    setenv("OS_CLIENT_SECURE_FILE", "etc/mine.json", 1);

    struct account *account = loaded("prod");

    assert_secret(&account->password, "named");
    account_free(account);
}

static void account_knows_vendors_of_a_file(void **state)
{
    a_file(*state, "clouds-public.yaml",
           "public-clouds:\n"
           "  acme: {auth: {auth_url: 'iam.{region_name}.acme.example:5000/v3'}}\n"
           "  otc: {auth: {auth_url: 'https://replaced.example/v3/'}}\n");
    a_file(*state, "clouds.yaml",
           "clouds:\n"
           "  a: {cloud: acme, region_name: north, auth: {token: t}}\n"
           "  b: {profile: otc, auth: {token: t}}\n");

    struct account *a = loaded("a");
    struct account *b = loaded("b");

    assert_string_equal(a->auth_url, "https://iam.north.acme.example:5000/v3");
    assert_string_equal(b->auth_url, "https://replaced.example/v3");
    account_free(a);
    account_free(b);
}

static void account_gives_the_swiss_profile_its_scheme_and_region(void **state)
{
    a_file(*state, "clouds.yaml",
           "clouds: {ch: {profile: otc-swiss, auth: {token: t}}}\n");

    struct account *account = loaded(NULL);

    assert_string_equal(account->auth_url,
                        "https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3");
    assert_string_equal(account->region, "eu-ch2");
    account_free(account);
}

static void account_refuses_a_profile_nobody_knows(void **state)
{
    a_file(*state, "clouds.yaml", "clouds: {prod: {profile: acme}}\n");

    assert_fails(
        NULL, ERR_LOCAL,
        "./clouds.yaml: clouds.prod.profile: no vendor profile \"acme\" is known");
}

/* ---- what is missing or wrong ----------------------------------------------- */

static void account_names_the_field_that_is_missing_or_wrong(void **state)
{
    static const struct {
        const char *entry; /* of cloud "c" */
        enum err_code code;
        const char *line; /* behind "./clouds.yaml: clouds.c." */
    } cases[] = {
        {"{region_name: eu-de}", ERR_LOCAL, "auth.auth_url: missing"},
        {"{profile: otc, auth: {}}", ERR_LOCAL, "auth.username: missing"},
        {"{profile: otc, auth: {password: p}}", ERR_LOCAL, "auth.username: missing"},
        {"{profile: otc, auth: {username: u, password: p}}", ERR_LOCAL,
         "auth.user_domain_name: missing"},
        {"{profile: otc, auth: {username: u, domain_id: d}}", ERR_LOCAL,
         "auth.password: missing"},
        {"{profile: otc, auth: {user_id: u, password: ''}}", ERR_LOCAL,
         "auth.password: missing"},
        {"{profile: otc, ak: a}", ERR_LOCAL, "sk: missing"},
        {"{profile: otc, auth_type: aksk, sk: s}", ERR_LOCAL, "ak: missing"},
        {"{profile: otc, auth_type: v3token}", ERR_LOCAL, "auth.token: missing"},
        {"{profile: otc, auth_type: v3oidcpassword}", ERR_LOCAL,
         "auth_type: expected password, token or aksk, got \"v3oidcpassword\""},
        {"{profile: otc, auth: {user_id: u, password: 0123}}", ERR_SHAPE,
         "auth.password: is a number; put it in quotes"},
        {"{profile: otc, auth: {username: [u]}}", ERR_SHAPE,
         "auth.username: expected text"},
        {"{auth: {auth_url: 'ftp://x/v3', token: t}}", ERR_LOCAL,
         "auth.auth_url: not an URL of http or https"},
        {"{auth: {auth_url: 'https://iam.{region_name}.x/v3', token: t}}", ERR_LOCAL,
         "region_name: missing"},
        {"{profile: otc, auth: {token: t}, elb_endpoint_override: elb.example}",
         ERR_LOCAL, "elb_endpoint_override: not an URL of http or https"},
        {"{profile: otc, auth: {token: t}, cacert: none.pem}", ERR_LOCAL,
         "cacert: none.pem cannot be opened: No such file or directory"},
    };
    char text[512];

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        snprintf(text, sizeof text, "clouds:\n  c: %s\n", cases[i].entry);
        a_file(*state, "clouds.yaml", text);
        snprintf(text, sizeof text, "./clouds.yaml: clouds.c.%s", cases[i].line);
        assert_fails(NULL, cases[i].code, text);
    }
}

static void account_says_where_yaml_is_broken(void **state)
{
    struct account *account = NULL;
    struct err err = ERR_INIT;
    a_file(*state, "clouds.yaml", "clouds:\n  prod: [\n");

    assert_int_equal(account_load(NULL, &account, &err), ERR_SHAPE);

    assert_int_equal(strncmp(err.where, "./clouds.yaml", 13), 0);
}

static void account_keeps_the_field_in_sight_behind_a_long_path(void **state)
{
    char folder[128];
    char path[200];
    struct home *home = *state;
    memset(folder, 'x', 100);
    folder[100] = '\0';
    snprintf(path, sizeof path, "%s/clouds.yaml", folder);
    a_file(home, path, "clouds: {prod: {profile: otc, ak: a}}\n");
    setenv("OS_CLIENT_CONFIG_FILE", path, 1);

    assert_fails(NULL, ERR_LOCAL, "clouds.yaml: clouds.prod.sk: missing");

    unlink(path);
    rmdir(folder);
}

/* ---- ways to log in --------------------------------------------------------- */

static void account_finds_keys_beside_auth_and_in_it(void **state)
{
    static const char *const entries[] = {
        "{profile: otc, region_name: eu-nl, ak: A, sk: S, security_token: T}",
        "{cloud: otc, region_name: eu-nl, access_key: A, sk: S, securitytoken: T}",
        "{region_name: eu-nl, auth: {ak: A, secret_key: S, security_token: T}}",
        "{profile: otc, region_name: eu-nl, auth: {ak: A, sk: S, security_token: T}}",
    };

    for (size_t i = 0; i < ARRAY_COUNT(entries); i++) {
        char text[256];
        snprintf(text, sizeof text, "clouds:\n  c: %s\n", entries[i]);
        a_file(*state, "clouds.yaml", text);

        struct account *account = loaded(NULL);

        assert_int_equal(account->way, ACCOUNT_AKSK);
        assert_string_equal(account->ak, "A");
        assert_secret(&account->sk, "S");
        assert_secret(&account->security_token, "T");
        assert_string_equal(account->auth_url, "https://iam.eu-nl.otc.t-systems.com/v3");
        assert_string_equal(account->project_name, "eu-nl"); /* the region's own */
        account_free(account);
    }
}

/* Keys beside a password are there for object storage. */
static void account_prefers_token_then_password_then_keys(void **state)
{
    static const struct {
        const char *entry;
        enum account_way way;
    } cases[] = {
        {"{profile: otc, ak: A, sk: S, auth: {user_id: u, password: p}}",
         ACCOUNT_PASSWORD},
        {"{profile: otc, ak: A, sk: S, auth: {user_id: u}}", ACCOUNT_AKSK},
        {"{profile: otc, ak: A, sk: S, auth: {user_id: u, password: p, token: t}}",
         ACCOUNT_TOKEN},
        {"{profile: otc, auth_type: aksk, ak: A, sk: S, auth: {user_id: u, password: p}}",
         ACCOUNT_AKSK},
        {"{profile: otc, auth_type: v3password, auth: {user_id: u, password: p, token: "
         "t}}",
         ACCOUNT_PASSWORD},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        char text[256];
        snprintf(text, sizeof text, "clouds:\n  c: %s\n", cases[i].entry);
        a_file(*state, "clouds.yaml", text);
        struct account *account = loaded(NULL);
        assert_int_equal(account->way, cases[i].way);
        account_free(account);
    }
}

static void account_takes_numbers_where_they_cannot_be_mistaken(void **state)
{
    a_file(*state, "clouds.yaml",
           "clouds: {c: {profile: otc, auth: {username: 4711, password: p, "
           "user_domain_id: d, project_id: 12}}}\n");

    struct account *account = loaded(NULL);

    assert_string_equal(account->user_name, "4711");
    assert_string_equal(account->project_id, "12");
    assert_string_equal(account->domain_id, "d");
    account_free(account);
}

/* ---- region, project, URLs -------------------------------------------------- */

static void account_finds_its_region(void **state)
{
    static const struct {
        const char *entry;
        const char *region;
    } cases[] = {
        {"{profile: otc, region_name: eu-nl, auth: {token: t, project_name: eu-de_x}}",
         "eu-nl"},
        {"{profile: otc, auth: {token: t, project_name: eu-nl_x}}", "eu-nl"},
        {"{profile: otc, auth: {token: t, project_name: eu-nl}}", "eu-nl"},
        {"{profile: otc, auth: {token: t, project_name: demo_x}}", "eu-de"},
        {"{auth: {auth_url: 'http://h:1/v3', token: t, project_name: demo}}", ""},
        {"{regions: [{name: xx-1}], auth: {auth_url: 'http://h:1/v3', token: t}}",
         "xx-1"},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        char text[256];
        snprintf(text, sizeof text, "clouds:\n  c: %s\n", cases[i].entry);
        a_file(*state, "clouds.yaml", text);
        struct account *account = loaded(NULL);
        assert_string_equal(account->region, cases[i].region);
        account_free(account);
    }
}

static void account_brings_urls_into_one_form(void **state)
{
    static const struct {
        const char *written;
        const char *auth_url;
    } cases[] = {
        {"https://iam.example/v3", "https://iam.example/v3"},
        {"https://iam.example:443/v3/", "https://iam.example:443/v3"},
        {"https://iam.example", "https://iam.example/v3"},
        {"https://iam.example/", "https://iam.example/v3"},
        {"https://iam.example/v2.0/", "https://iam.example/v3"},
        {"iam.example:5000", "https://iam.example:5000/v3"},
        {"http://127.0.0.1:18080/iam/v3", "http://127.0.0.1:18080/iam/v3"},
        {"http://[::1]:18080/identity", "http://[::1]:18080/identity/v3"},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        char text[256];
        snprintf(text, sizeof text, "clouds: {c: {auth: {token: t, auth_url: '%s'}}}\n",
                 cases[i].written);
        a_file(*state, "clouds.yaml", text);
        struct account *account = loaded(NULL);
        assert_string_equal(account->auth_url, cases[i].auth_url);
        account_free(account);
    }
}

static void account_takes_overrides_under_all_their_names(void **state)
{
    static const struct {
        const char *key;
        enum cloud_service service;
    } keys[] = {{"identity_endpoint_override", CLOUD_IAM},
                {"elb_endpoint_override", CLOUD_ELB},
                {"elbv3_endpoint_override", CLOUD_ELB},
                {"vlb_endpoint_override", CLOUD_ELB},
                {"load_balancer_endpoint_override", CLOUD_ELB},
                {"vpc_endpoint_override", CLOUD_VPC},
                {"network_endpoint_override", CLOUD_VPC}};

    for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
        char text[256];
        snprintf(text, sizeof text,
                 "clouds: {c: {profile: otc, region_name: eu-de, auth: {token: t}, %s: "
                 "'https://h.{region_name}.example/base/v3/%%(project_id)s'}}\n",
                 keys[i].key);
        a_file(*state, "clouds.yaml", text);
        struct account *account = loaded(NULL);
        for (enum cloud_service s = 0; s < CLOUD_SERVICE_COUNT; s++) {
            if (s == keys[i].service)
                assert_string_equal(account->override[s], "https://h.eu-de.example/base");
            else
                assert_null(account->override[s]);
        }
        account_free(account);
    }
}

static void account_reads_the_ca_and_whether_to_verify(void **state)
{
    a_file(*state, "ca.pem", "-----BEGIN CERTIFICATE-----\n");
    a_file(*state, "clouds.yaml",
           "clouds:\n"
           "  a: {profile: otc, auth: {token: t}, cacert: ~/ca.pem, verify: false}\n"
           "  b: {profile: otc, auth: {token: t}, verify: true, insecure: 'no'}\n"
           "  c: {profile: otc, auth: {token: t}, insecure: true}\n");
    setenv("OS_CACERT", "ca.pem", 1);

    struct account *a = loaded("a");
    struct account *b = loaded("b");
    struct account *c = loaded("c");

    assert_string_equal(a->ca_pem, "-----BEGIN CERTIFICATE-----\n");
    assert_string_equal(b->ca_pem, "-----BEGIN CERTIFICATE-----\n"); /* from OS_CACERT */
    assert_true(a->insecure);
    assert_false(b->insecure);
    assert_true(c->insecure);
    account_free(a);
    account_free(b);
    account_free(c);
}

/* ---- environment ------------------------------------------------------------ */

static void account_of_the_environment_knows_all_names(void **state)
{
    (void)state;
    static const struct {
        const char *password[2];
        const char *user[2];
        const char *domain[2];
        const char *project[2];
        const char *region[2];
    } cases[] = {
        {{"OS_PASSWORD", "p"},
         {"OS_USERNAME", "u"},
         {"OS_USER_DOMAIN_NAME", "d"},
         {"OS_PROJECT_NAME", "x"},
         {"OS_REGION_NAME", "eu-de"}},
        {{"OS_PASSWORD", "p"},
         {"OS_USERNAME", "u"},
         {"OS_DOMAIN_NAME", "d"},
         {"OS_TENANT_NAME", "x"},
         {"OS_REGION_ID", "eu-de"}},
        {{"OS_PASSWORD", "p"},
         {"OS_USERNAME", "u"},
         {"OS_PROJECT_DOMAIN_NAME", "d"},
         {"OS_PROJECT_NAME", "x"},
         {"OS_REGION_NAME", "eu-de"}},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        clear_environment();
        setenv("OS_AUTH_URL", "https://iam.example/v3", 1);
        setenv(cases[i].password[0], cases[i].password[1], 1);
        setenv(cases[i].user[0], cases[i].user[1], 1);
        setenv(cases[i].domain[0], cases[i].domain[1], 1);
        setenv(cases[i].project[0], cases[i].project[1], 1);
        setenv(cases[i].region[0], cases[i].region[1], 1);

        struct account *account = loaded(NULL);

        assert_string_equal(account->cloud, "");
        assert_string_equal(account->auth_url, "https://iam.example/v3");
        assert_secret(&account->password, "p");
        assert_string_equal(account->user_name, "u");
        assert_string_equal(account->domain_name, "d");
        assert_string_equal(account->project_name, "x");
        assert_string_equal(account->region, "eu-de");
        account_free(account);
    }
}

static void account_of_the_environment_takes_keys_alone(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"OS_ACCESS_KEY", "OS_SECRET_KEY"},
                                           {"OS_ACCESS_KEY_ID", "OS_ACCESS_KEY_SECRET"},
                                           {"OS_AK", "OS_SK"},
                                           {"OTC_SDK_AK", "OTC_SDK_SK"},
                                           {"OS_AK", "AWS_ACCESS_SECRET_KEY"},
                                           {"OS_AK", "S3_SECRET_ACCESS_KEY"}};

    for (size_t i = 0; i < ARRAY_COUNT(pairs); i++) {
        clear_environment();
        setenv(pairs[i][0], "A", 1);
        setenv(pairs[i][1], "S", 1);
        setenv("OS_ST", "T", 1);
        setenv("OS_REGION_NAME", "eu-ch2", 1);
        setenv("OTC_SDK_PROJECT_ID", "0123", 1);

        struct account *account = loaded(NULL);

        assert_int_equal(account->way, ACCOUNT_AKSK);
        assert_secret(&account->sk, "S");
        assert_secret(&account->security_token, "T");
        assert_string_equal(account->project_id, "0123");
        assert_string_equal(account->auth_url,
                            "https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3");
        account_free(account);
    }
}

static void account_of_the_environment_takes_a_token(void **state)
{
    (void)state;
    static const char *const names[] = {"OS_TOKEN", "OS_AUTH_TOKEN", "OS_TOKEN_ID"};

    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        clear_environment();
        setenv("OS_AUTH_URL", "iam.example", 1);
        setenv(names[i], "MIIx", 1);
        setenv("OS_INSECURE", "True", 1);

        struct account *account = loaded(NULL);

        assert_int_equal(account->way, ACCOUNT_TOKEN);
        assert_secret(&account->token, "MIIx");
        assert_true(account->insecure);
        assert_null(account->project_name);
        account_free(account);
    }
}

static void account_of_the_environment_names_the_variable_that_is_missing(void **state)
{
    (void)state;
    setenv("OS_AUTH_URL", "https://iam.example/v3", 1);
    setenv("OS_USERNAME", "u", 1);
    setenv("OS_USER_DOMAIN_ID", "d", 1);

    assert_fails(NULL, ERR_LOCAL, "OS_PASSWORD: missing");
}

static void account_of_the_environment_wins_over_the_only_entry(void **state)
{
    a_file(*state, "clouds.yaml", PROD);
    setenv("OS_AUTH_URL", "https://iam.example/v3", 1);
    setenv("OS_TOKEN", "t", 1);

    struct account *account = loaded(NULL);

    assert_string_equal(account->cloud, "");
    account_free(account);
}

/* A token of another shell must not be sent to the server of an entry. */
static void account_takes_only_harmless_gaps_from_the_environment(void **state)
{
    a_file(*state, "clouds.yaml",
           "clouds: {c: {auth: {auth_url: 'https://a.example', username: u, "
           "user_domain_name: d}}}\n");
    setenv("OS_PASSWORD", "p", 1);
    setenv("OS_REGION_NAME", "eu-nl", 1);
    setenv("OS_TOKEN", "of another cloud", 1);
    setenv("OS_USERNAME", "of another cloud", 1);
    setenv("OS_PROJECT_NAME", "of another cloud", 1);

    struct account *account = loaded("c");

    assert_int_equal(account->way, ACCOUNT_PASSWORD);
    assert_secret(&account->password, "p");
    assert_string_equal(account->user_name, "u");
    assert_string_equal(account->region, "eu-nl");
    assert_string_equal(account->project_name, "eu-nl");
    account_free(account);
}

/* ---- hosts ------------------------------------------------------------------ */

static void account_knows_the_hosts_of_three_regions(void **state)
{
    (void)state;
    static const struct {
        const char *region;
        const char *hosts[CLOUD_SERVICE_COUNT];
    } regions[] = {
        {"eu-de",
         {"https://iam.eu-de.otc.t-systems.com", "https://elb.eu-de.otc.t-systems.com",
          "https://vpc.eu-de.otc.t-systems.com"}},
        {"eu-nl",
         {"https://iam.eu-nl.otc.t-systems.com", "https://elb.eu-nl.otc.t-systems.com",
          "https://vpc.eu-nl.otc.t-systems.com"}},
        {"eu-ch2",
         {"https://iam-pub.eu-ch2.sc.otc.t-systems.com",
          "https://elb.eu-ch2.sc.otc.t-systems.com",
          "https://vpc.eu-ch2.sc.otc.t-systems.com"}},
    };
    struct buf out;

    for (size_t i = 0; i < ARRAY_COUNT(regions); i++) {
        for (enum cloud_service s = 0; s < CLOUD_SERVICE_COUNT; s++) {
            buf_init(&out, 200);
            assert_true(account_host_pattern(regions[i].region, s, &out));
            assert_string_equal(buf_text(&out), regions[i].hosts[s]);
            buf_release(&out);
        }
    }
    buf_init(&out, 200);
    assert_false(account_host_pattern("eu-xx", CLOUD_ELB, &out));
    assert_false(account_host_pattern("", CLOUD_ELB, &out));
    assert_int_equal(out.bytes, 0);
    buf_release(&out);
}

#define at_home(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        at_home(account_reads_an_entry_with_its_vendor_profile),
        at_home(account_is_absent_when_nothing_names_a_cloud),
        at_home(account_takes_the_only_entry),
        at_home(account_does_not_choose_between_entries),
        at_home(account_of_an_empty_file_is_absent),
        at_home(account_prefers_the_option_then_OS_CLOUD),
        at_home(account_names_what_there_is_when_a_cloud_is_not),
        at_home(account_says_that_a_named_cloud_has_no_file),
        at_home(account_searches_folders_in_order),
        at_home(account_reads_the_file_that_is_named),
        at_home(account_says_that_the_named_file_is_missing),
        at_home(account_merges_secrets_kept_beside),
        at_home(account_merges_the_secrets_that_are_named),
        at_home(account_knows_vendors_of_a_file),
        at_home(account_gives_the_swiss_profile_its_scheme_and_region),
        at_home(account_refuses_a_profile_nobody_knows),
        at_home(account_names_the_field_that_is_missing_or_wrong),
        at_home(account_says_where_yaml_is_broken),
        at_home(account_keeps_the_field_in_sight_behind_a_long_path),
        at_home(account_finds_keys_beside_auth_and_in_it),
        at_home(account_prefers_token_then_password_then_keys),
        at_home(account_takes_numbers_where_they_cannot_be_mistaken),
        at_home(account_finds_its_region),
        at_home(account_brings_urls_into_one_form),
        at_home(account_takes_overrides_under_all_their_names),
        at_home(account_reads_the_ca_and_whether_to_verify),
        at_home(account_of_the_environment_knows_all_names),
        at_home(account_of_the_environment_takes_keys_alone),
        at_home(account_of_the_environment_takes_a_token),
        at_home(account_of_the_environment_names_the_variable_that_is_missing),
        at_home(account_of_the_environment_wins_over_the_only_entry),
        at_home(account_takes_only_harmless_gaps_from_the_environment),
        cmocka_unit_test(account_knows_the_hosts_of_three_regions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
