using System.Globalization;
using k8s.Models;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>The manifests are what the Kubernetes API takes, run the image closed, and agree with one another and with the program.</summary>
[Checks("kubernetes/*.yaml")]
public sealed class KubernetesManifestTests
{
    public static TheoryData<string> Files => [.. Manifests.Files];

    public static TheoryData<string> Folders => [Manifests.Base, Manifests.Example];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_manifest_is_an_object_of_the_api(string file)
    {
        var manifests = Manifests.Load(file);

        manifests.ShouldNotBeEmpty();
        manifests.ShouldAllBe(manifest => manifest is IMetadata<V1ObjectMeta> && ((IMetadata<V1ObjectMeta>)manifest).Metadata.Name != null);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_kustomization_lists_exactly_the_files_beside_it(string folder)
    {
        var kustomization = Manifests.Kustomization(folder);
        var beside = Deployed.Files.Where(file => file.StartsWith(folder, StringComparison.Ordinal)).Select(file => file[folder.Length..])
            .Where(file => file != "kustomization.yaml");

        kustomization.Kind.ShouldBe("Kustomization");
        kustomization.ApiVersion.ShouldBe("kustomize.config.k8s.io/v1beta1");
        kustomization.Files.ShouldBe(beside, ignoreOrder: true);
        kustomization.Resources.Where(resource => resource.StartsWith("..", StringComparison.Ordinal))
            .ShouldAllBe(resource => Directory.Exists(Deployed.PathOf(folder + resource)));
    }

    [Fact]
    public void Every_folder_of_manifests_is_one_of_those_that_are_read_here() =>
        Manifests.Files.ShouldAllBe(file => file.StartsWith(Manifests.Base, StringComparison.Ordinal) || file.StartsWith(Manifests.Example, StringComparison.Ordinal));

    [Fact]
    public void The_pod_runs_without_rights()
    {
        var user = ContainerSettings.User.Split(':').Select(long.Parse).ToArray();
        Manifests.Pod.SecurityContext.RunAsNonRoot.ShouldBe(true);
        Manifests.Pod.SecurityContext.RunAsUser.ShouldBe(user[0]);
        Manifests.Pod.SecurityContext.RunAsGroup.ShouldBe(user[1]);
        Manifests.Pod.SecurityContext.FsGroup.ShouldBe(user[1]);
        Manifests.Pod.SecurityContext.SeccompProfile.Type.ShouldBe("RuntimeDefault");
        Manifests.Pod.AutomountServiceAccountToken.ShouldBe(false);
        Manifests.ServiceAccount.AutomountServiceAccountToken.ShouldBe(false);
        Manifests.Pod.HostNetwork.ShouldBeNull();
        Manifests.Pod.HostPID.ShouldBeNull();

        var container = Manifests.Container.SecurityContext;
        container.RunAsNonRoot.ShouldBe(true);
        container.ReadOnlyRootFilesystem.ShouldBe(true);
        container.AllowPrivilegeEscalation.ShouldBe(false);
        container.Privileged.ShouldBeNull();
        container.Capabilities.Drop.ShouldBe(["ALL"]);
        container.Capabilities.Add.ShouldBeNull();
        Manifests.PatchedContainer.SecurityContext.ShouldBeNull();
        Manifests.Namespace.Metadata.Labels["pod-security.kubernetes.io/enforce"].ShouldBe("restricted");
    }

    [Fact]
    public void The_pod_is_bounded() =>
        Manifests.Container.Resources.Limits["memory"].ToInt64().ShouldBeGreaterThan(Manifests.Container.Resources.Requests["memory"].ToInt64());

    [Fact]
    public void Each_probe_asks_the_address_that_is_there_for_it()
    {
        var mapped = File.ReadAllText(Path.Combine(Repository.Root, "src", "CcmFhirBridge.Server", "Health", "HealthRegistration.cs"));
        foreach (var (probe, path) in new[]
        {
            (Manifests.Container.StartupProbe, "/health/startup"),
            (Manifests.Container.ReadinessProbe, "/health/ready"),
            (Manifests.Container.LivenessProbe, "/health/live"),
        })
        {
            probe.HttpGet.Path.ShouldBe(path);
            ((string)probe.HttpGet.Port).ShouldBe(Manifests.Container.Ports.Single().Name);
            mapped.ShouldContain($"Map(endpoints, \"{path}\"");
        }
    }

    [Fact]
    public void The_program_is_called_as_it_understands_it_and_has_time_to_drain()
    {
        var call = ProgramCall.Read(Manifests.Container.Args);

        Manifests.Container.Args.ShouldBe(ContainerSettings.Arguments);
        call.Urls.ShouldBe($"http://0.0.0.0:{Manifests.Container.Ports.Single().ContainerPort}");
        TimeSpan.FromSeconds(Manifests.Pod.TerminationGracePeriodSeconds!.Value).ShouldBeGreaterThan(call.DrainTime);
        Manifests.Container.Env.Concat(Manifests.PatchedContainer.Env).ShouldAllBe(variable => KnownVariables.Has(variable.Name));
        Manifests.Container.Env.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal)
            .ShouldBe(ContainerSettings.Environment, ignoreOrder: true);
    }

    [Fact]
    public void Every_mount_has_its_volume_and_every_volume_its_mount()
    {
        Manifests.Mounts.Select(mount => mount.Name).ShouldBe(Manifests.Volumes, ignoreOrder: true);
        Manifests.Mounts.Select(mount => mount.MountPath).ShouldBeUnique();
        Manifests.Mounts.Single(mount => mount.Name == "home").MountPath.ShouldBe(ContainerSettings.Home);
        Manifests.Mounts.Single(mount => mount.Name == "tenants").MountPath.ShouldBe(ContainerSettings.Home + "/tenants");
    }

    [Fact]
    public void One_process_has_the_home()
    {
        Manifests.StatefulSet.Spec.Replicas.ShouldBe(1);
        Manifests.StatefulSet.Spec.VolumeClaimTemplates.Single().Spec.AccessModes.ShouldBe(["ReadWriteOncePod"]);
    }

    [Fact]
    public void What_names_something_else_finds_it()
    {
        var port = Manifests.Container.Ports.Single();
        Manifests.StatefulSet.Spec.ServiceName.ShouldBe(Manifests.Service.Metadata.Name);
        Manifests.Pod.ServiceAccountName.ShouldBe(Manifests.ServiceAccount.Metadata.Name);
        ((string)Manifests.Service.Spec.Ports.Single().TargetPort).ShouldBe(port.Name);
        Manifests.Service.Spec.Ports.Single().Port.ShouldBe(port.ContainerPort);
        Manifests.NetworkPolicy.Spec.Ingress.Single().Ports.Single().Port.Value.ShouldBe(port.ContainerPort.ToString(CultureInfo.InvariantCulture));

        var annotations = Manifests.StatefulSet.Spec.Template.Metadata.Annotations;
        annotations["prometheus.io/port"].ShouldBe(Manifests.NetworkPolicy.Spec.Ingress.Single().Ports.Single().Port.Value);
        annotations["prometheus.io/path"].ShouldBe("/metrics");

        Manifests.Patch.Metadata.Name.ShouldBe(Manifests.StatefulSet.Metadata.Name);
        Manifests.PatchedContainer.Name.ShouldBe(Manifests.Container.Name);
    }

    [Fact]
    public void The_labels_that_everything_gets_are_what_everything_is_selected_by()
    {
        var labels = Manifests.Kustomization(Manifests.Base).Labels.ShouldHaveSingleItem();

        labels.IncludeSelectors.ShouldBeTrue();
        labels.Pairs.ShouldNotBeEmpty();
        // Kustomize fills in the empty ones; one that says something of its own could select something else.
        Manifests.StatefulSet.Spec.Selector.MatchLabels.ShouldBeEmpty();
        Manifests.NetworkPolicy.Spec.PodSelector.MatchLabels.ShouldBeEmpty();
        Manifests.Service.Spec.Selector.ShouldBeNull();
        Manifests.StatefulSet.Spec.Template.Metadata.Labels.ShouldBeNull();
    }

    [Fact]
    public void The_overlay_gives_the_image_its_tag_and_the_pod_its_tenants()
    {
        var overlay = Manifests.Kustomization(Manifests.Example);
        var image = overlay.Images.ShouldHaveSingleItem();
        image.Name.ShouldBe(Manifests.Container.Image);
        image.NewTag.ShouldBe(ContainerSettings.Version);
        overlay.Namespace.ShouldBe(Manifests.Namespace.Metadata.Name);

        var map = overlay.ConfigMapGenerator.ShouldHaveSingleItem();
        Manifests.Patch.Spec.Template.Spec.Volumes.Single(volume => volume.ConfigMap != null).ConfigMap.Name.ShouldBe(map.Name);
        overlay.GeneratorOptions["disableNameSuffixHash"].ShouldBeTrue("a new name would restart the pod for each changed tenant");
    }

    [Fact]
    public void A_secret_that_a_tenant_names_lies_where_secrets_are_mounted()
    {
        var mounted = Manifests.Mounts.Single(mount => mount.Name == "secrets").MountPath;
        var named = Deployed.Files.Where(file => file.StartsWith(Manifests.Example, StringComparison.Ordinal) && Manifests.IsTenant(file))
            .SelectMany(file => Deployed.Text(file).Split('"')).Where(text => text.StartsWith("file:", StringComparison.Ordinal)).ToList();

        named.ShouldNotBeEmpty();
        named.ShouldAllBe(reference => reference.StartsWith($"file:{mounted}/", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_group_of_the_pod_may_read_its_secrets()
    {
        var volumes = Manifests.Patch.Spec.Template.Spec.Volumes;

        volumes.Single(volume => volume.Secret != null).Secret.DefaultMode.ShouldBe(0b100_100_000);
        volumes.Single(volume => volume.ConfigMap != null).ConfigMap.DefaultMode.ShouldBe(0b100_100_100);
    }

    [Fact]
    public void What_the_pod_calls_is_let_through()
    {
        var allowed = Manifests.NetworkPolicy.Spec.Egress.SelectMany(rule => rule.Ports).Select(port => int.Parse(port.Port.Value, CultureInfo.InvariantCulture)).ToList();

        Manifests.NetworkPolicy.Spec.PolicyTypes.ShouldBe(["Ingress", "Egress"]);
        allowed.ShouldContain(443, "EHRs");
        allowed.ShouldContain(53, "names");
        Manifests.PatchedContainer.Env.Where(variable => variable.Name.EndsWith("_ENDPOINT", StringComparison.Ordinal))
            .Select(variable => new Uri(variable.Value).Port).ShouldBeSubsetOf(allowed);
    }
}
