in vec3 world;
in vec3 world_normal;
in vec4 albedo;
in float glow;
in vec3 to_eye;
in vec4 haze;
#ifdef RING
in vec2 disc;
flat in float filled;
#endif

uniform sampler2DShadow near_shadow;
uniform sampler2DShadow far_shadow;

out vec4 colour;

const vec3 SUN_LIGHT = vec3(2.05, 1.62, 1.08);
const vec3 SKY_LIGHT = vec3(0.62, 0.74, 0.92);
const vec3 GROUND_LIGHT = vec3(0.40, 0.36, 0.22);

#ifdef ON_PROCESSOR
float soft_near(vec3 place) {
    return texture(near_shadow, place);
}

float soft_far(vec3 place) {
    return texture(far_shadow, place);
}
#else
float soft_near(vec3 place) {
    const float texel = 1.0 / 1024.0;
    float sum = 0.0;
    sum += texture(near_shadow, place + vec3(-0.6, -1.3, 0.0) * texel);
    sum += texture(near_shadow, place + vec3(1.3, -0.6, 0.0) * texel);
    sum += texture(near_shadow, place + vec3(0.6, 1.3, 0.0) * texel);
    sum += texture(near_shadow, place + vec3(-1.3, 0.6, 0.0) * texel);
    return sum * 0.25;
}

float soft_far(vec3 place) {
    const float texel = 1.0 / 2048.0;
    float sum = texture(far_shadow, place + vec3(-0.7, -0.7, 0.0) * texel);
    return 0.5 * (sum + texture(far_shadow, place + vec3(0.7, 0.7, 0.0) * texel));
}
#endif

bool inside(vec3 place) {
    return all(lessThan(abs(place - 0.5), vec3(0.49)));
}

// Leaving the surface a little, along its normal, keeps it from shading itself.
float sunlight(vec3 normal) {
    float light = 1.0;
    vec3 place = (near_shadow_matrix * vec4(world + normal * 0.012, 1.0)).xyz;
    if (inside(place)) {
        light = soft_near(place);
    }
    place = (far_shadow_matrix * vec4(world + normal * 0.08, 1.0)).xyz;
    if (inside(place)) {
        light = min(light, soft_far(place));
    }
    return light;
}

void main() {
#ifdef RING
    // Clockwise from the top, as a clock is read.
    float angle = atan(disc.x, disc.y) / 6.2831853;
    if (angle < 0.0) {
        angle += 1.0;
    }
    if (filled <= 0.0 || angle > filled) {
        discard;
    }
#endif
    vec3 normal = normalize(world_normal);
    vec3 towards_eye = normalize(to_eye);

    float facing = dot(normal, sun.xyz);
    float direct = clamp((facing + 0.15) / 1.15, 0.0, 1.0);
    if (direct > 0.0) {
        direct *= sunlight(normal);
    }
    vec3 light = mix(GROUND_LIGHT, SKY_LIGHT, normal.y * 0.5 + 0.5) + SUN_LIGHT * direct;
    float grazing = 1.0 - max(dot(normal, towards_eye), 0.0);
    grazing *= grazing;
    // A soft shine: half-way vector to the 16th power.
    float shine = max(dot(normal, normalize(towards_eye + sun.xyz)), 0.0);
    shine *= shine;
    shine *= shine;
    shine *= shine;
    shine *= shine;
    vec3 lit = albedo.rgb * light + SKY_LIGHT * (0.10 * grazing * grazing);
    lit += SUN_LIGHT * (0.07 * shine * direct);
    lit += albedo.rgb * glow * 1.6;
    colour = vec4(to_srgb(tone_map(mix(lit, haze.rgb, haze.a))), albedo.a);
}
