import PackagePlugin
@main struct BindRuleBook: BuildToolPlugin { func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] { [] } }
